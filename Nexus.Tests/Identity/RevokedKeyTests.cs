using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Crm;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class RevokedKeyTests
{
    [TestMethod]
    public async Task What_was_arranged_with_a_revoked_key_stops_and_can_go_on_again()
    {
        await using var api = await TestApi.Start(configure: b => b.Configuration["Nexus:Webhooks:AllowPrivateAddresses"] = "true");
        await using var t = await TestTenant.Create(api);
        var key = await TestKey.Create(t, new Grant("*"));
        var (job, webhook) = (await Make(key.Key, "jobs", Job), await Make(key.Key, "webhooks", Webhook));
        var (ownJob, ownWebhook) = (await Make(t.Activated.ApiKey, "jobs", Job), await Make(t.Activated.ApiKey, "webhooks", Webhook));

        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/api_keys/{key.Id}/revoke", new { })).StatusCode);
        Assert.AreEqual("paused", (string?)(await t.Read($"/api/v1/core/jobs/{job}"))["status"]);
        Assert.AreEqual("The API key that it was made with was revoked.", (string?)(await t.Read($"/api/v1/core/webhooks/{webhook}"))["disabled_reason"]);
        Assert.AreEqual("active", (string?)(await t.Read($"/api/v1/core/jobs/{ownJob}"))["status"]);
        Assert.IsNull((await t.Read($"/api/v1/core/webhooks/{ownWebhook}"))["disabled_at"]);
        Assert.AreEqual(2L, await t.Scalar<long>($"select count(*) from nexus.audit where tenant_id = {{tenant}} and operation = 'core.api_key.revoke' and row_id in ('{job}', '{webhook}')"));

        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/jobs/{job}/resume", new { })).StatusCode);
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/webhooks/{webhook}/enable", new { })).StatusCode);

        async Task<string> Make(string by, string what, object body)
        {
            var response = await api.Client(by).PostAsync("/api/v1/core/" + what, Credentials.Json(body));
            return JsonNode.Parse(await response.Content.ReadAsStringAsync())!.Id();
        }
    }

    private static object Job => new { name = "yearly", operation = "crm.contact.create", input = new { name = "x" }, cron = "0 0 1 1 *" };

    private static object Webhook => new { url = "http://127.0.0.1:9/", events = (string[])["*"] };
}
