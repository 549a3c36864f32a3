using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Crm;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

/// <summary>A place in a team is a right to its rows: nobody gives it who doesn't have it.</summary>
[TestClass]
public sealed class TeamMemberTests
{
    [TestMethod]
    public async Task Nobody_joins_a_team_to_see_more_than_they_may()
    {
        await using var t = await TestTenant.Create();
        var (ours, theirs) = (await Team(t, "Ours"), await Team(t, "Theirs"));
        var member = await TestKey.Create(t, new Grant("core.team_member.*"), new Grant("crm.deal.*", Rows.Team));
        await t.Create("/api/v1/core/team_members", new { team_id = ours, user_id = member.UserId });
        await Refused(t, member, theirs, member.UserId);
        var (outsider, peer) = (await TestKey.Create(t, new Grant("crm.deal.*", Rows.Team)), await TestKey.Create(t, new Grant("crm.contact.*", Rows.Team)));
        await Refused(t, member, theirs, outsider.UserId);
        // Into their own team they may bring those who see there no more than they do.
        Assert.AreEqual(201, await Add(t, member, ours, outsider.UserId));
        await Refused(t, member, ours, peer.UserId);

        // Neither may they put one back whom an administrator took out.
        var place = (await t.Create("/api/v1/core/team_members", new { team_id = theirs, user_id = outsider.UserId })).Id();
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/team_members/{place}/archive", new { })).StatusCode);
        Assert.AreEqual(403, (int)(await t.Api.Client(member.Key).PostAsync($"/api/v1/core/team_members/{place}/restore", Credentials.Json(new { }))).StatusCode);
    }

    [TestMethod]
    public async Task A_permission_for_ones_own_team_is_for_no_other()
    {
        await using var t = await TestTenant.Create();
        var (ours, theirs) = (await Team(t, "Ours"), await Team(t, "Theirs"));
        var lead = await TestKey.Create(t, new Grant("core.team_member.create", Rows.Team));
        await t.Create("/api/v1/core/team_members", new { team_id = ours, user_id = lead.UserId });
        var somebody = await TestKey.Create(t, new Grant("crm.deal.read", Rows.Own));
        await Refused(t, lead, theirs, somebody.UserId);
        Assert.AreEqual(201, await Add(t, lead, ours, somebody.UserId));
    }

    private static async Task<string> Team(TestTenant t, string name) => (await t.Create("/api/v1/core/teams", new { name })).Id();

    private static async Task<int> Add(TestTenant t, TestKey by, string team, Guid user) =>
        (int)(await t.Api.Client(by.Key).PostAsync("/api/v1/core/team_members", Credentials.Json(new { team_id = team, user_id = user }))).StatusCode;

    private static async Task Refused(TestTenant t, TestKey by, string team, Guid user)
    {
        var response = await t.Api.Client(by.Key).PostAsync("/api/v1/core/team_members", Credentials.Json(new { team_id = team, user_id = user }));
        Assert.AreEqual("beyond_your_rights", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
        Assert.AreEqual(403, (int)response.StatusCode);
    }
}
