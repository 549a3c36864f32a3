using System.Net;
using System.Text.Json.Nodes;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class LoginTests
{
    [TestMethod]
    public async Task A_platform_administrator_made_at_start_logs_in_and_activates()
    {
        await using var api = await TestApi.Start(configure: b =>
        {
            b.Configuration["NEXUS_ADMIN_EMAIL"] = "root@example.com";
            b.Configuration["NEXUS_ADMIN_PASSWORD"] = "correct horse battery";
        });
        var told = await api.Get<PlatformAdministrator>().Ensure();
        Assert.AreEqual(new FirstCredentials("root@example.com", "correct horse battery"), told);
        Assert.IsNull(await api.Get<PlatformAdministrator>().Ensure());

        var token = await Credentials.LogIn(api, "Root@Example.com", "correct horse battery");
        var response = await api.Client((string)token["access_token"]!).PostAsync("/api/v1/activate", Credentials.Json(new
        {
            business = new { name = "Acme", industry = "retail", country = "DE", currency = "EUR" },
            admin = new { email = "boss@example.com" },
        }));
        var activated = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.AreEqual(201, (int)response.StatusCode, activated.ToJsonString());

        var boss = await Credentials.LogIn(api, "boss@example.com", (string)activated["credentials"]!["password"]!);
        CollectionAssert.AreEquivalent(new[] { "access_token", "token_type", "expires_in", "refresh_token" }, boss.AsObject().Select(m => m.Key).ToArray());
        Assert.AreEqual(86400, (int)boss["expires_in"]!);
        var created = await api.Client((string)boss["access_token"]!).PostAsync("/api/v1/crm/contacts", Credentials.Json(new { name = "Ada" }));
        Assert.AreEqual(HttpStatusCode.Created, created.StatusCode);

        // The platform names the tenant; without a name it has none.
        var platform = api.Client((string)token["access_token"]!);
        Assert.AreEqual(400, (int)(await platform.GetAsync($"/api/v1/core/users/{Guid.NewGuid()}")).StatusCode);
        platform.DefaultRequestHeaders.Add("X-Tenant", (string)activated["tenant"]!["id"]!);
        Assert.AreEqual(201, (int)(await platform.PostAsync("/api/v1/crm/contacts", Credentials.Json(new { name = "Grace" }))).StatusCode);
    }

    [TestMethod]
    public async Task Wrong_name_and_wrong_password_look_the_same_and_lock_the_same()
    {
        await using var t = await TestTenant.Create();
        var known = await Failures(t, "admin@example.com");
        var unknown = await Failures(t, "nobody@example.com");
        CollectionAssert.AreEqual(known, unknown);
        StringAssert.StartsWith(known[^1], "429 login_locked");

        // Locked also for the right password, until an administrator unlocks it.
        var response = await Credentials.TryLogIn(t.Api, "admin@example.com", t.Activated.Password, t.Tenant.Id);
        Assert.AreEqual(429, (int)response.StatusCode);
        Assert.IsTrue(response.Headers.RetryAfter!.Delta > TimeSpan.Zero);
    }

    [TestMethod]
    public async Task The_same_e_mail_works_in_several_tenants()
    {
        await using var api = await TestApi.Start();
        await using var one = await TestTenant.Create(api);
        await using var two = await TestTenant.Create(api);
        foreach (var t in new[] { one, two })
        {
            var token = await Credentials.LogIn(api, "admin@example.com", t.Activated.Password);
            var verified = await Credentials.Verify(api, (string)token["access_token"]!);
            Assert.AreEqual(t.Tenant.Id.ToString(), (string?)verified["claims"]!["tenant"]);
        }

        Assert.AreEqual(401, (int)(await Credentials.TryLogIn(api, "admin@example.com", one.Activated.Password, two.Tenant.Id)).StatusCode);
    }

    private static async Task<string[]> Failures(TestTenant t, string username)
    {
        var answers = new List<string>();
        for (var i = 0; i < LoginFailures.FreeMax + 1; i++)
        {
            var response = await Credentials.TryLogIn(t.Api, username, "wrong password", t.Tenant.Id);
            var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
            answers.Add($"{(int)response.StatusCode} {problem["code"]} {problem["detail"]}");
        }

        return [.. answers];
    }
}
