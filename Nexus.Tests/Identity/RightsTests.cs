using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class RightsTests
{
    [TestMethod]
    [DataRow("*", null, "*", null, true)]
    [DataRow("crm.*", null, "crm.deal.win", null, true)]
    [DataRow("crm.*", null, "crm.deal.*", null, true)]
    [DataRow("crm.*", null, "*", null, false)]
    [DataRow("crm.*", null, "*.read", null, false)]
    [DataRow("*.read", null, "crm.*", null, false)]
    [DataRow("*.read", null, "crm.deal.read", null, true)]
    [DataRow("crm.deal.*", null, "crm.*", null, false)]
    [DataRow("crm.deal.win", null, "crm.deal.*", null, false)]
    [DataRow("*", "crm.*", "*", null, false)]
    [DataRow("*", "crm.*", "*", "crm.deal.*", true)]
    [DataRow("*", "crm.*", "*", "*", false)]
    [DataRow("*", "crm.*", "crm.deal.read", null, true)]
    [DataRow("*", "crm.*", "crm.deal.read", "*", true)]
    public void Nobody_gives_more_than_they_have(string own, string? ownScope, string given, string? givenScope, bool may)
    {
        var rights = new Rights([new Grant(own)], ownScope is null ? null : [ownScope]);
        Assert.AreEqual(may, rights.CanGive([new Grant(given)], givenScope is null ? null : [givenScope]));
    }

    [TestMethod]
    public void Wider_rows_are_more() => Assert.IsFalse(new Rights([new Grant("crm.*", Rows.Team)]).CanGive([new Grant("crm.deal.read")]));

    [TestMethod]
    public async Task A_manager_of_users_can_not_become_an_administrator()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/core/roles", new { name = "people", grants = new[] { new { permission = "core.*", rows = "all" } } });
        var manager = await t.Create("/api/v1/core/users/invite", new { email = "manager@example.com", roles = new[] { "people" } });
        var token = (string)(await Credentials.LogIn(t.Api, "manager@example.com", (string)manager["password"]!, t.Tenant.Id))["access_token"]!;
        var client = t.Api.Client(token);
        var administrator = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant} and 'administrator' = any(roles)");
        var role = await t.Scalar<Guid>("select id from nexus.roles where tenant_id = {tenant} and name = 'people'");

        (string Path, object Body)[] attempts =
        [
            ($"users/{manager["id"]}/set_roles", new { roles = new[] { "administrator" } }),
            ($"users/{administrator}/set_roles", new { roles = new[] { "people" } }),
            ($"users/{administrator}/reset_password", new { }),
            ($"users/{administrator}/archive", new { }),
            ("users/invite", new { email = "puppet@example.com", roles = new[] { "administrator" } }),
            ("roles", new { name = "boss", grants = new[] { new { permission = "*", rows = "all" } } }),
            ("api_keys", new { name = "Boss", roles = new[] { "administrator" } }),
            ("api_keys", new { name = "Boss", user_id = administrator }),
            ("api_keys", new { name = "Boss", roles = new[] { "administrator" }, scopes = new[] { "crm.*" } }),
        ];
        foreach (var (path, body) in attempts)
            Assert.AreEqual("403 beyond_your_rights", await Code(await client.PostAsync("/api/v1/core/" + path, Credentials.Json(body))), path);
        Assert.AreEqual("403 beyond_your_rights", await Code(await client.PatchAsync($"/api/v1/core/roles/{role}", Credentials.Json(new { grants = new[] { new { permission = "crm.*" } } }))));
        // Roles aren't a field that update takes.
        Assert.AreEqual("422 invalid_input", await Code(await client.PatchAsync($"/api/v1/core/users/{manager["id"]}", Credentials.Json(new { roles = new[] { "administrator" } }))));

        // What is within their rights they may.
        Assert.AreEqual(201, (int)(await client.PostAsync("/api/v1/core/users/invite", Credentials.Json(new { email = "peer@example.com", roles = new[] { "people" } }))).StatusCode);
    }

    [TestMethod]
    public async Task Nobody_brings_back_a_user_who_may_do_more_than_they()
    {
        await using var t = await TestTenant.Create();
        var boss = (string)(await t.Create("/api/v1/core/users/invite", new { email = "boss@example.com", roles = new[] { "administrator" } }))["id"]!;
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/users/{boss}/archive", new { })).StatusCode);
        var clerk = await TestKey.Create(t, new Grant("core.user.*"));
        Assert.AreEqual("403 beyond_your_rights", await Code(await t.Api.Client(clerk.Key).PostAsync($"/api/v1/core/users/{boss}/restore", Credentials.Json(new { }))));
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/users/{boss}/restore", new { })).StatusCode);
        Assert.AreEqual(200, (int)(await t.Api.Client(clerk.Key).PatchAsync($"/api/v1/core/users/{boss}", Credentials.Json(new { name = "The boss" }))).StatusCode);
    }

    [TestMethod]
    public async Task A_key_with_scopes_can_not_make_one_without()
    {
        await using var t = await TestTenant.Create();
        var key = await t.Create("/api/v1/core/api_keys", new { name = "Robot", scopes = new[] { "core.api_key.create", "crm.contact.*" } });
        var client = t.Api.Client((string)key["secret"]!);
        Assert.AreEqual("403 permission_denied", await Code(await client.PostAsync("/api/v1/crm/companies", Credentials.Json(new { name = "Acme" }))));
        Assert.AreEqual("403 beyond_your_rights", await Code(await client.PostAsync("/api/v1/core/api_keys", Credentials.Json(new { name = "All" }))));
        Assert.AreEqual("403 beyond_your_rights", await Code(await client.PostAsync("/api/v1/core/api_keys", Credentials.Json(new { name = "All", scopes = new[] { "*" } }))));
        Assert.AreEqual(201, (int)(await client.PostAsync("/api/v1/core/api_keys", Credentials.Json(new { name = "Less", scopes = new[] { "crm.contact.read" } }))).StatusCode);
        Assert.AreEqual("403 session_needed", await Code(await Credentials.Post(t.Api, (string)key["secret"]!, "password", new { current_password = "x", new_password = "y" })));
    }

    [TestMethod]
    public async Task One_administrator_remains()
    {
        await using var t = await TestTenant.Create();
        var first = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        var role = await t.Scalar<Guid>("select id from nexus.roles where tenant_id = {tenant} and name = 'administrator'");
        Assert.AreEqual("409 last_administrator", await Code(await t.Post($"/api/v1/core/users/{first}/set_roles", new { roles = new[] { "viewer" } })));
        Assert.AreEqual("409 last_administrator", await Code(await t.Send(HttpMethod.Delete, $"/api/v1/core/users/{first}", null)));
        Assert.AreEqual("409 last_administrator", await Code(await t.Send(HttpMethod.Delete, $"/api/v1/core/roles/{role}", null)));
        Assert.AreEqual("409 last_administrator", await Code(await t.Send(HttpMethod.Patch, $"/api/v1/core/roles/{role}", new { grants = Array.Empty<object>() })));

        // Two who remove each other at once: one stays.
        var second = (Guid)(await t.Create("/api/v1/core/users/invite", new { email = "second@example.com", roles = new[] { "administrator" } }))["id"]!;
        var answers = await Task.WhenAll(new[] { first, second }.Select(u => t.Post($"/api/v1/core/users/{u}/archive", new { })));
        Assert.AreEqual(1, answers.Count(a => (int)a.StatusCode == 200));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.users where tenant_id = {tenant} and archived_at is null"));
    }

    [TestMethod]
    public async Task Roles_and_permissions_must_exist()
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual("422 invalid_input", await Code(await t.Post("/api/v1/core/users/invite", new { email = "a@example.com", roles = new[] { "emperor" } })));
        foreach (var permission in new[] { "crm.deal.fly", "crm.*.read", "**", "*.", "", "nothing.*" })
            Assert.AreEqual("422 invalid_input", await Code(await t.Post("/api/v1/core/roles", new { name = "odd", grants = new[] { new { permission } } })), permission);
        foreach (var grants in new object[] { new object?[] { null }, new[] { new { rows = "all" } }, new[] { new { permission = "*", rows = "most" } }, "x" })
            Assert.AreEqual("422 invalid_input", await Code(await t.Post("/api/v1/core/roles", new { name = "odd", grants })));
    }

    [TestMethod]
    public async Task A_secret_is_shown_once_and_kept_nowhere()
    {
        await using var t = await TestTenant.Create();
        var body = new { name = "Robot", roles = new[] { "viewer" } };
        var first = await t.Post("/api/v1/core/api_keys", body, ("Idempotency-Key", "k1"));
        var secret = (string)JsonNode.Parse(await first.Content.ReadAsStringAsync())!["secret"]!;
        var again = await t.Post("/api/v1/core/api_keys", body, ("Idempotency-Key", "k1"));
        var text = await again.Content.ReadAsStringAsync();
        Assert.AreEqual("true", again.Headers.GetValues("Idempotency-Replayed").Single());
        Assert.IsFalse(text.Contains(secret, StringComparison.Ordinal));
        foreach (var table in new[] { "nexus.events", "nexus.audit", "nexus.idempotency", "nexus.api_keys" })
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {table} x where x::text like '%{secret}%'"), table);
        var dry = await t.Post("/api/v1/core/api_keys?dryRun=true", body);
        Assert.IsNull(JsonNode.Parse(await dry.Content.ReadAsStringAsync())!["secret"]);
    }

    [TestMethod]
    public async Task A_reset_password_replaces_the_old_one_and_unlocks()
    {
        await using var t = await TestTenant.Create();
        var user = await t.Create("/api/v1/core/users/invite", new { email = "ada@example.com", roles = new[] { "viewer" } });
        for (var i = 0; i < 5; i++)
            await Credentials.TryLogIn(t.Api, "ada@example.com", "wrong", t.Tenant.Id);
        Assert.AreEqual(429, (int)(await Credentials.TryLogIn(t.Api, "ada@example.com", (string)user["password"]!, t.Tenant.Id)).StatusCode);
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/users/{user["id"]}/unlock", new { })).StatusCode);
        await Credentials.LogIn(t.Api, "ada@example.com", (string)user["password"]!, t.Tenant.Id);

        var reset = JsonNode.Parse(await (await t.Post($"/api/v1/core/users/{user["id"]}/reset_password", new { })).Content.ReadAsStringAsync())!;
        Assert.AreEqual(401, (int)(await Credentials.TryLogIn(t.Api, "ada@example.com", (string)user["password"]!, t.Tenant.Id)).StatusCode);
        await Credentials.LogIn(t.Api, "ada@example.com", (string)reset["password"]!, t.Tenant.Id);
    }

    [TestMethod]
    public async Task A_decision_is_explained()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/core/roles", new { name = "seller", grants = new[] { new { permission = "crm.contact.*", rows = "own" } } });
        var user = await t.Create("/api/v1/core/users/invite", new { email = "seller@example.com", roles = new[] { "seller", "viewer" } });
        var token = (string)(await Credentials.LogIn(t.Api, "seller@example.com", (string)user["password"]!, t.Tenant.Id))["access_token"]!;
        var row = await t.Create("/api/v1/crm/contacts", new { name = "Ada" });

        var refused = await t.Api.Client(token).PostAsync("/api/v1/crm/companies", Credentials.Json(new { name = "Acme" }));
        var problem = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!;
        Assert.AreEqual("crm.company.create", (string?)problem["permission"]);
        var why = JsonNode.Parse(await t.Api.Client(token).GetStringAsync((string)problem["explain"]!))!;
        Assert.IsFalse((bool)why["allowed"]!);
        Assert.AreEqual("seller@example.com may not: none of the roles seller, viewer grants crm.company.create.", (string?)why["sentence"]);

        why = await t.Read($"/api/v1/core/explain?permission=crm.contact.update&user={user["id"]}&row={row["id"]}");
        Assert.IsFalse((bool)why["allowed"]!);
        Assert.AreEqual("own", (string?)why["rows"]);
        Assert.AreEqual("seller", (string?)why["decided_by"]!["role"]);
        Assert.IsFalse((bool)why["row"]!["covered"]!);
        Assert.AreEqual((string?)row["owner_id"], (string?)why["row"]!["owner_id"]);

        Assert.AreEqual("403 permission_denied", await Code(await t.Api.Client(token).GetAsync($"/api/v1/core/explain?permission=crm.contact.update&user={await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant} and email = 'admin@example.com'")}")));
        Assert.AreEqual("422 invalid_input", await Code(await t.Http.GetAsync("/api/v1/core/explain?permission=crm.contact.fly")));
        Assert.AreEqual("422 invalid_input", await Code(await t.Http.GetAsync("/api/v1/core/explain?user=x")));
    }

    private static async Task<string> Code(HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync();
        return $"{(int)response.StatusCode} {(text.Length == 0 ? null : JsonNode.Parse(text)!["code"])}";
    }
}
