using System.Net;
using System.Text.Json.Nodes;
using Nexus.Tests.Crm;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Notices;

[TestClass]
public sealed class NoticeTests
{
    [TestMethod]
    public async Task Who_is_given_a_row_by_somebody_else_is_told_until_they_look()
    {
        await using var t = await TestTenant.Create();
        using var me = t.Api.Client(await Credentials.AccessToken(t));
        var self = await t.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        var other = await t.NewUser("Grace");
        var deal = (await t.Create("/api/v1/crm/deals", new { name = "Theirs", owner_id = other })).Id();
        Assert.AreEqual(0, (int)(await Read(me))["unseen"]!);

        // Grace gives it away; who gives a row to themselves isn't told.
        await t.Run(t.As(other, "sales_director"), "crm.deal.assign", new { owner_id = self }, Guid.Parse(deal));
        await t.Run(t.As(self, "sales_director"), "crm.deal.create", new { name = "Own", owner_id = self });
        var answer = await Read(me);
        Assert.AreEqual(1, (int)answer["unseen"]!);
        var notice = answer["notices"]!.AsArray().Single()!;
        Assert.AreEqual(("given", "crm.deal", deal, "sales_director", false), ((string)notice["kind"]!, (string)notice["resource"]!, (string)notice["row_id"]!, (string)notice["text"]!, (bool)notice["seen"]!));

        Assert.AreEqual(HttpStatusCode.NoContent, (await me.PostAsync("/api/v1/notices/seen", null)).StatusCode);
        answer = await Read(me);
        Assert.AreEqual((0, true), ((int)answer["unseen"]!, (bool)answer["notices"]![0]!["seen"]!));
        Assert.AreEqual(1, await t.Scalar<long>($"select count(*) from nexus.notices where user_id = '{other}'"), "The administrator gave Grace the deal.");
    }

    [TestMethod]
    public async Task What_an_administrator_sees_to_is_a_notice_of_theirs_only()
    {
        await using var t = await TestTenant.Create();
        using var me = t.Api.Client(await Credentials.AccessToken(t));
        await t.Scalar<Guid>("insert into nexus.webhooks (id, tenant_id, url, events, user_id, disabled_at, disabled_reason) select gen_random_uuid(), {tenant}, 'https://a.example', '{*}', u.id, now(), 'gone' from nexus.users u where tenant_id = {tenant} returning id");
        Assert.AreEqual("webhook_off", (string?)(await Read(me))["notices"]![0]!["kind"]);
        var board = await t.Api.Get<Nexus.Kernel.Notices.NoticeBoard>().Read(t.As(await t.NewUser("Eve"), "sales_representative"), t.Tenant, CancellationToken.None);
        Assert.IsEmpty(board.Notices);
    }

    [TestMethod]
    public async Task Preferences_are_kept_for_their_user_and_have_limits()
    {
        await using var t = await TestTenant.Create();
        using var me = t.Api.Client(await Credentials.AccessToken(t));
        Assert.AreEqual(HttpStatusCode.NoContent, (await me.PutAsync("/api/v1/preferences/home", Credentials.Json(new { a = 1 }))).StatusCode);
        Assert.AreEqual("{\"a\":1}", (await me.GetStringAsync("/api/v1/preferences/home")).Replace(" ", "", StringComparison.Ordinal));
        Assert.AreEqual(422, (int)(await me.PutAsync("/api/v1/preferences/home", Credentials.Json(new { a = new string('x', 20_000) }))).StatusCode);
        Assert.AreEqual(400, (int)(await me.GetAsync("/api/v1/preferences/No%20name")).StatusCode);
        for (var i = 0; i < 49; i++)
            Assert.AreEqual(204, (int)(await me.PutAsync($"/api/v1/preferences/p{i}", Credentials.Json(i.ToString()))).StatusCode);
        Assert.AreEqual(422, (int)(await me.PutAsync("/api/v1/preferences/one_more", Credentials.Json("1"))).StatusCode);
        Assert.AreEqual(204, (int)(await me.PutAsync("/api/v1/preferences/home", Credentials.Json("null"))).StatusCode);
        Assert.AreEqual("null", await me.GetStringAsync("/api/v1/preferences/home"));
    }

    private static async Task<JsonNode> Read(HttpClient client) => JsonNode.Parse(await client.GetStringAsync("/api/v1/notices"))!;
}
