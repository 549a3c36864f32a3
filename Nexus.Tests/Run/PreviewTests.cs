using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Crm;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Run;

[TestClass]
public sealed class PreviewTests
{
    [TestMethod]
    public async Task A_dry_run_shows_no_row_that_the_caller_may_not_read()
    {
        await using var t = await TestTenant.Create();
        var company = await t.Create("/api/v1/crm/companies", new { name = "Hidden Ltd" });
        var lead = (await t.Create("/api/v1/crm/leads", new { name = "Ada", company_name = "Brand New Ltd", email = "ada@example.com" })).Id();
        var clerk = await TestKey.Create(t, new Grant("crm.lead.*"));
        var reader = await TestKey.Create(t, new Grant("crm.lead.*"), new Grant("crm.contact.read"), new Grant("crm.company.read"));

        var all = await Preview(t.Activated.ApiKey);
        Assert.Contains("crm.contact", Resources(all));
        Assert.AreEqual(0, (int)all["hidden_changes"]!);

        var little = await Preview(clerk.Key);
        CollectionAssert.AreEqual(new[] { "crm.lead" }, Resources(little));
        Assert.IsGreaterThan(0, (int)little["hidden_changes"]!);
        Assert.IsTrue(little["events"]!.AsArray().All(e => ((string)e!["type"]!).StartsWith("crm.lead.", StringComparison.Ordinal)), little.ToString());

        var some = Resources(await Preview(reader.Key));
        Assert.Contains("crm.contact", some);
        Assert.DoesNotContain("crm.deal", some);

        async Task<JsonNode> Preview(string key)
        {
            var response = await t.Api.Client(key).PostAsync($"/api/v1/crm/leads/{lead}/convert?dryRun=true", Credentials.Json(new { company_id = company.Id(), deal_name = "Big" }));
            var text = await response.Content.ReadAsStringAsync();
            Assert.AreEqual(200, (int)response.StatusCode, text);
            return JsonNode.Parse(text)!;
        }
    }

    private static string[] Resources(JsonNode preview) => [.. preview["changes"]!.AsArray().Select(c => (string)c!["resource"]!).Distinct()];
}
