using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;
using Nexus.Tests.Isolation;

namespace Nexus.Tests.Core;

/// <summary>Views are kept by whoever signs in, and private ones are nobody else's, whatever rights the other has.</summary>
[TestClass]
public sealed class ViewTests
{
    [TestMethod]
    public async Task A_private_view_is_seen_found_and_changed_by_its_owner_only()
    {
        await using var t = await TestTenant.Create();
        var (ann, bob) = (await User(t), await User(t, new Grant("*")));
        var mine = await Create(ann, new { resource = "crm.deal", name = "Mine", query = "q=a", @private = true });
        var ours = await Create(ann, new { resource = "crm.deal", name = "Ours", query = "q=b" });
        CollectionAssert.AreEquivalent(new[] { "Mine", "Ours" }, await Names(ann));
        CollectionAssert.AreEquivalent(new[] { "Ours" }, await Names(bob));
        Assert.AreEqual(404, (int)(await bob.GetAsync($"/api/v1/core/views/{mine["id"]}")).StatusCode);
        foreach (var verb in new[] { "archive", "make_default", "end_default", "restore" })
            Assert.AreEqual(404, (int)(await bob.PostAsJsonAsync($"/api/v1/core/views/{mine["id"]}/{verb}", new { })).StatusCode, verb);
        Assert.AreEqual(404, (int)(await bob.PatchAsJsonAsync($"/api/v1/core/views/{mine["id"]}", new { name = "Taken" })).StatusCode);
        Assert.AreEqual(404, (int)(await t.Http.GetAsync($"/api/v1/core/views/{mine["id"]}")).StatusCode);
        // Who may change all views may change those that aren't private.
        Assert.AreEqual(200, (int)(await bob.PatchAsJsonAsync($"/api/v1/core/views/{ours["id"]}", new { name = "Everyone's" })).StatusCode);
        Assert.AreEqual(200, (int)(await ann.PatchAsJsonAsync($"/api/v1/core/views/{ours["id"]}", new { @private = true })).StatusCode);
        CollectionAssert.AreEquivalent(Array.Empty<string>(), await Names(bob));
    }

    [TestMethod]
    public async Task Events_of_private_views_reach_their_owner_only()
    {
        await using var t = await TestTenant.Create();
        var (ann, bob) = (await User(t), await User(t, new Grant("*")));
        await Create(ann, new { resource = "crm.deal", name = "Secret plan", @private = true });
        Assert.Contains("Secret plan", await Eventually(ann));
        Assert.DoesNotContain("Secret plan", await Eventually(bob));

        static async Task<string> Eventually(HttpClient who) => await who.GetStringAsync("/api/v1/events?type=core.view.*");
    }

    [TestMethod]
    public async Task Without_a_role_one_keeps_views_of_ones_own_and_changes_no_other()
    {
        await using var t = await TestTenant.Create();
        var (ann, bob) = (await User(t), await User(t));
        var ours = await Create(ann, new { resource = "crm.deal", name = "Ours" });
        CollectionAssert.AreEquivalent(new[] { "Ours" }, await Names(bob));
        Assert.AreEqual(404, (int)(await bob.PatchAsJsonAsync($"/api/v1/core/views/{ours["id"]}", new { name = "Taken" })).StatusCode);
        Assert.AreEqual(403, (int)(await bob.GetAsync("/api/v1/crm/deals")).StatusCode);
        var why = await bob.GetFromJsonAsync<JsonNode>("/api/v1/core/explain?permission=core.view.create");
        Assert.IsTrue((bool)why!["allowed"]!, why.ToJsonString());
    }

    [TestMethod]
    public async Task A_list_opens_with_one_view_of_each_owner()
    {
        await using var t = await TestTenant.Create();
        var (ann, bob) = (await User(t), await User(t));
        var (first, second) = (await Create(ann, new { resource = "crm.deal", name = "A" }), await Create(ann, new { resource = "crm.deal", name = "B" }));
        var other = await Create(bob, new { resource = "crm.deal", name = "C", @private = true });
        foreach (var (who, view) in new[] { (ann, first), (bob, other), (ann, second) })
            Assert.AreEqual(200, (int)(await who.PostAsJsonAsync($"/api/v1/core/views/{view["id"]}/make_default", new { })).StatusCode);
        var defaults = (await bob.GetFromJsonAsync<JsonArray>("/api/v1/core/views?is_default=is.true&order=name"))!.Select(v => (string)v!["name"]!);
        CollectionAssert.AreEqual(new[] { "B", "C" }, defaults.ToArray());
        Assert.AreEqual(200, (int)(await ann.PostAsJsonAsync($"/api/v1/core/views/{second["id"]}/end_default", new { })).StatusCode);
    }

    [TestMethod]
    public async Task A_view_is_of_a_list_that_there_is_and_a_private_one_of_somebody()
    {
        await using var t = await TestTenant.Create();
        var ann = await User(t);
        var unknown = await ann.PostAsJsonAsync("/api/v1/core/views", new { resource = "crm.unicorn", name = "A" });
        Assert.AreEqual(422, (int)unknown.StatusCode, await unknown.Content.ReadAsStringAsync());
        var key = t.Api.Client(await t.KeyWith(new Grant("core.view.*")));
        Assert.AreEqual(422, (int)(await key.PostAsJsonAsync("/api/v1/core/views", new { resource = "crm.deal", name = "A", @private = true })).StatusCode);
        Assert.AreEqual(201, (int)(await key.PostAsJsonAsync("/api/v1/core/views", new { resource = "crm.deal", name = "A" })).StatusCode);
    }

    /// <summary>A user who has signed in, with these grants and no other.</summary>
    private static async Task<HttpClient> User(TestTenant t, params Grant[] grants)
    {
        var (role, email) = ("role_" + Guid.NewGuid().ToString("N")[..12], $"{Guid.NewGuid():N}@example.com");
        await t.Create("/api/v1/core/roles", new { name = role, grants = grants.Select(g => new { permission = g.Permission, rows = g.Rows.ToString().ToLowerInvariant() }) });
        var invited = await t.Create("/api/v1/core/users/invite", new { email, roles = new[] { role } });
        return t.Api.Client((string)(await Credentials.LogIn(t.Api, email, (string)invited["password"]!, t.Tenant.Id))["access_token"]!);
    }

    private static async Task<JsonNode> Create(HttpClient who, object view)
    {
        var response = await who.PostAsJsonAsync("/api/v1/core/views", view);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(201, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    private static async Task<string[]> Names(HttpClient who) => [.. (await who.GetFromJsonAsync<JsonArray>("/api/v1/core/views"))!.Select(v => (string)v!["name"]!)];
}
