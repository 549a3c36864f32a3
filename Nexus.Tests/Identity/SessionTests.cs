using System.Text.Json.Nodes;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Identity.Keys;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class SessionTests
{
    /// <summary>What "effective within a second" is held to.</summary>
    private static readonly TimeSpan EffectiveWithin = TimeSpan.FromSeconds(1);

    [TestMethod]
    public async Task A_refresh_token_counts_once_and_coming_back_ends_the_session()
    {
        await using var t = await TestTenant.Create();
        var first = await Credentials.LogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id);
        var second = await Refresh(t.Api, first);
        var third = await Refresh(t.Api, second);
        Assert.IsTrue(await Works(t.Api, third));

        // The first one, two refreshes later: stolen.
        Assert.AreEqual(401, (int)(await Credentials.Post(t.Api, null, "refresh", new { refresh_token = (string)first["refresh_token"]! })).StatusCode);
        Assert.AreEqual(401, (int)(await Credentials.Post(t.Api, null, "refresh", new { refresh_token = (string)third["refresh_token"]! })).StatusCode);
        await GoneSoon(t.Api, third);
        Assert.AreEqual("refresh_token_reused", await t.Scalar<string>("select ended_by from nexus.sessions where tenant_id = {tenant}"));
    }

    [TestMethod]
    public async Task Of_two_refreshes_at_once_one_counts()
    {
        await using var t = await TestTenant.Create();
        var token = await Credentials.LogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Credentials.Post(t.Api, null, "refresh", new { refresh_token = (string)token["refresh_token"]! })));
        Assert.AreEqual(1, answers.Count(a => (int)a.StatusCode == 200));
        Assert.AreEqual(7, answers.Count(a => (int)a.StatusCode == 401));
    }

    [TestMethod]
    public async Task What_is_revoked_in_one_process_is_revoked_in_the_other_within_a_second()
    {
        await using var one = await TestApi.Start();
        await using var two = await TestApi.Start(one.ConnectionString);
        await using var t = await TestTenant.Create(one);

        // By the administrator.
        var invited = await t.Create("/api/v1/core/users/invite", new { email = "ada@example.com", roles = new[] { "viewer" } });
        var (user, password) = ((Guid)invited["id"]!, (string)invited["password"]!);
        var token = await Credentials.LogIn(one, "ada@example.com", password);
        Assert.IsTrue(await Works(two, token));
        var session = (await Verified(two, token))["claims"]!["sid"];
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/sessions/{session}/revoke", new { })).StatusCode);
        await GoneSoon(two, token);
        Assert.AreEqual(401, (int)(await Credentials.Post(two, null, "refresh", new { refresh_token = (string)token["refresh_token"]! })).StatusCode);

        // All of a user.
        token = await Credentials.LogIn(one, "ada@example.com", password);
        Assert.IsTrue(await Works(two, token));
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/users/{user}/revoke_sessions", new { })).StatusCode);
        await GoneSoon(two, token);

        // By the user, logging out.
        token = await Credentials.LogIn(one, "ada@example.com", password);
        Assert.IsTrue(await Works(two, token));
        Assert.AreEqual(204, (int)(await Credentials.Post(one, (string)token["access_token"]!, "revoke", new { })).StatusCode);
        Assert.IsFalse(await Works(one, token));
        await GoneSoon(two, token);

        // By a new password.
        token = await Credentials.LogIn(one, "ada@example.com", password);
        var other = await Credentials.LogIn(two, "ada@example.com", password);
        Assert.IsTrue(await Works(two, other));
        Assert.AreEqual(204, (int)(await Credentials.Post(one, (string)token["access_token"]!, "password", new { current_password = password, new_password = "another fine one" })).StatusCode);
        await GoneSoon(two, other);
        Assert.IsTrue(await Works(two, token));

        // By archiving the user.
        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Delete, $"/api/v1/core/users/{user}", null)).StatusCode);
        await GoneSoon(two, token);
        await GoneSoon(one, token);
        Assert.AreEqual(401, (int)(await Credentials.TryLogIn(one, "ada@example.com", "another fine one")).StatusCode);

        // An API key.
        var key = await t.Create("/api/v1/core/api_keys", new { name = "Robot", roles = new[] { "viewer" } });
        var robot = new JsonObject { ["access_token"] = (string)key["secret"]! };
        Assert.IsTrue(await Works(two, robot));
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/api_keys/{key["id"]}/revoke", new { })).StatusCode);
        await GoneSoon(two, robot);
    }

    [TestMethod]
    public async Task A_changed_role_changes_its_users_rights_within_a_second()
    {
        await using var one = await TestApi.Start();
        await using var two = await TestApi.Start(one.ConnectionString);
        await using var t = await TestTenant.Create(one);
        var role = await t.Create("/api/v1/core/roles", new { name = "clerk", grants = new[] { new { permission = "crm.contact.create", rows = "all" } } });
        var key = await t.Create("/api/v1/core/api_keys", new { name = "Robot", roles = new[] { "clerk" } });
        var client = two.Client((string)key["secret"]!);
        Assert.AreEqual(201, (int)(await client.PostAsync("/api/v1/crm/contacts", Credentials.Json(new { name = "Ada" }))).StatusCode);

        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Patch, $"/api/v1/core/roles/{role["id"]}", new { grants = Array.Empty<object>() })).StatusCode);
        await Task.Delay(EffectiveWithin);
        Assert.AreEqual(403, (int)(await client.PostAsync("/api/v1/crm/contacts", Credentials.Json(new { name = "Ada" }))).StatusCode);
    }

    [TestMethod]
    public async Task Keys_rotate_without_one_failed_verification()
    {
        await using var one = await TestApi.Start();
        await using var two = await TestApi.Start(one.ConnectionString);
        await using var t = await TestTenant.Create(one);
        using var done = new CancellationTokenSource();
        var verified = 0;
        var workers = Enumerable.Range(0, 4).Select(async i =>
        {
            var token = await Credentials.LogIn(one, t.Activated.Username, t.Activated.Password, t.Tenant.Id);
            while (!done.IsCancellationRequested)
            {
                // Signed by one, verified by the other.
                token = await Refresh(i % 2 == 0 ? one : two, token);
                Assert.IsTrue((bool)(await Verified(i % 2 == 0 ? two : one, token))["valid"]!);
                Interlocked.Increment(ref verified);
            }
        }).ToArray();

        var before = (await one.Get<KeyRing>().Signing(default)).Id;
        foreach (var ring in new[] { one.Get<KeyRing>(), two.Get<KeyRing>() })
        {
            await ring.Rotate(TimeSpan.FromSeconds(2), CancellationToken.None);
            await Task.Delay(TimeSpan.FromSeconds(3));
        }

        await done.CancelAsync();
        await Task.WhenAll(workers);
        Assert.AreNotEqual(before, (await two.Get<KeyRing>().Signing(default)).Id);
        Assert.AreEqual(3, (await one.Get<KeyRing>().Verifying(default)).Count);
        Assert.IsGreaterThan(20, verified);
        var jwks = JsonNode.Parse(await one.Client().GetStringAsync("/api/v1/auth/.well-known/jwks.json"))!;
        Assert.AreEqual(3, jwks["keys"]!.AsArray().Count);
        CollectionAssert.AreEqual(new[] { "kty", "use", "alg", "kid", "n", "e" }, jwks["keys"]![0]!.AsObject().Select(m => m.Key).ToArray());
    }

    [TestMethod]
    public async Task A_known_token_costs_no_query()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var authenticator = api.Get<Authenticator>();
        var token = await Credentials.AccessToken(t);
        await Task.Delay(600);
        var first = await authenticator.Authenticate(token, default);
        await using (var command = api.Database.CreateCommand("alter table nexus.sessions rename to sessions_away"))
            await command.ExecuteNonQueryAsync();
        Assert.AreSame(first, await authenticator.Authenticate(token, default));
        await using (var command = api.Database.CreateCommand("alter table nexus.sessions_away rename to sessions"))
            await command.ExecuteNonQueryAsync();
    }

    private static async Task<JsonNode> Refresh(TestApi api, JsonNode token)
    {
        var response = await Credentials.Post(api, null, "refresh", new { refresh_token = (string)token["refresh_token"]! });
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static Task<JsonNode> Verified(TestApi api, JsonNode token) => Credentials.Verify(api, (string)token["access_token"]!);

    private static async Task<bool> Works(TestApi api, JsonNode token) =>
        (int)(await api.Client((string)token["access_token"]!).GetAsync($"/api/v1/crm/contacts/{Guid.NewGuid()}")).StatusCode == 404;

    private static async Task GoneSoon(TestApi api, JsonNode token)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (await Works(api, token))
        {
            Assert.IsLessThan(EffectiveWithin, TimeProvider.System.GetElapsedTime(started), "Still works.");
            await Task.Delay(20);
        }
    }
}
