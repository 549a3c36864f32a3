using System.Net;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class LockTests
{
    private const string Owner = "198.51.100.1";
    private const string Stranger = "203.0.113.7";

    [TestMethod]
    public async Task A_stranger_who_guesses_locks_out_himself_and_not_the_owner()
    {
        await using var t = await TestTenant.Create(await Start());
        for (var i = 0; i < LoginFailures.FreeMax; i++)
            Assert.AreEqual(401, await LogIn(t, Stranger, "wrong password"));
        Assert.AreEqual(429, await LogIn(t, Stranger, "wrong password"));
        Assert.AreEqual(429, await LogIn(t, Stranger, t.Activated.Password));
        Assert.AreEqual(200, await LogIn(t, Owner, t.Activated.Password));
        // The owner's good log-in is no pardon for the stranger.
        Assert.AreEqual(429, await LogIn(t, Stranger, t.Activated.Password));
    }

    [TestMethod]
    public async Task The_addresses_of_one_IPv6_subscriber_are_one()
    {
        await using var t = await TestTenant.Create(await Start());
        for (var i = 0; i < LoginFailures.FreeMax; i++)
            Assert.AreEqual(401, await LogIn(t, $"2001:db8:1:2::{i}", "wrong password"));
        Assert.AreEqual(429, await LogIn(t, "2001:db8:1:2:ffff::1", "wrong password"));
        Assert.AreEqual(401, await LogIn(t, "2001:db8:1:3::1", "wrong password"));
    }

    [TestMethod]
    public async Task Many_strangers_together_lock_a_name_but_not_where_its_owner_is_known()
    {
        await using var t = await TestTenant.Create(await Start());
        Assert.AreEqual(200, await LogIn(t, Owner, t.Activated.Password));
        await Attack(t);
        Assert.AreEqual(429, await LogIn(t, Stranger, t.Activated.Password));
        Assert.AreEqual(200, await LogIn(t, Owner, t.Activated.Password));
        // Who is known may not guess either.
        for (var i = 0; i < LoginFailures.FreeMax; i++)
            Assert.AreEqual(401, await LogIn(t, Owner, "wrong password"));
        Assert.AreEqual(429, await LogIn(t, Owner, t.Activated.Password));

        var id = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/users/{id}/unlock", new { })).StatusCode);
        Assert.AreEqual(200, await LogIn(t, Owner, t.Activated.Password));
        Assert.AreEqual(200, await LogIn(t, Stranger, t.Activated.Password));
    }

    [TestMethod]
    public async Task A_name_that_nobody_has_is_locked_alike()
    {
        await using var t = await TestTenant.Create(await Start());
        await Attack(t, "nobody@example.com");
        Assert.AreEqual(429, await LogIn(t, Stranger, "x", "nobody@example.com"));
    }

    private static async Task Attack(TestTenant t, string? username = null)
    {
        var failures = t.Api.Get<LoginFailures>();
        for (var i = 0; i < LoginFailures.FreeEverywhereMax; i++)
            await failures.Count(username ?? t.Activated.Username, t.Tenant.Id, $"192.0.2.{i}", default);
    }

    private static Task<TestApi> Start() => TestApi.Start(configure: b => b.Configuration[TrustedProxies.Setting] = "127.0.0.1");

    private static async Task<int> LogIn(TestTenant t, string from, string password, string? username = null)
    {
        using var client = t.Api.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        return (int)(await client.PostAsync("/api/v1/auth/login", Credentials.Json(new { username = username ?? t.Activated.Username, password, tenant = t.Tenant.Id }))).StatusCode;
    }
}
