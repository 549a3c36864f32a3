using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Finance;

/// <summary>Who keeps the books, who answers for them and who only looks.</summary>
[TestClass]
public sealed class FinanceRolesTests
{
    [TestMethod]
    public async Task Bookkeepers_post_accountants_close_auditors_look()
    {
        await using var books = await FinanceTenant.Create();
        var period = (await books.Tenant.Read("/api/v1/finance/periods?order=starts_on&limit=1"))[0]!;
        var entry = new { posted_on = books.Day, lines = new[] { FinanceTenant.Line("cash", debit: 1), FinanceTenant.Line("revenue", credit: 1) } };
        foreach (var (grants, posts, closes) in new (Grant[], HttpStatusCode, HttpStatusCode)[]
        {
            (FinanceRoles.Bookkeeper, HttpStatusCode.Created, HttpStatusCode.Forbidden),
            (FinanceRoles.Auditor, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
            (FinanceRoles.Accountant, HttpStatusCode.Created, HttpStatusCode.OK),
        })
        {
            var client = books.Tenant.Api.Client((await TestKey.Create(books.Tenant, grants)).Key);
            async Task<HttpStatusCode> Post(string path, object body) => (await client.PostAsync(path, new StringContent(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json"))).StatusCode;
            Assert.AreEqual(posts, await Post("/api/v1/finance/entries/post", entry));
            Assert.AreEqual(closes, await Post($"/api/v1/finance/periods/{period["id"]}/close", new { }));
            var trial = JsonNode.Parse(await client.GetStringAsync($"/api/v1/finance/reports/trial_balance?from={books.Year}-01-01&to={books.Year}-12-31"))!.AsArray();
            Assert.AreEqual(2, trial.Count);
        }

        var nobody = await TestKey.Create(books.Tenant, new Grant("crm.contact.read"));
        Assert.AreEqual(HttpStatusCode.Forbidden, (await books.Tenant.Api.Client(nobody.Key).GetAsync("/api/v1/finance/reports/trial_balance")).StatusCode);
    }
}
