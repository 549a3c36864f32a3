using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

[TestClass]
public sealed class DealTests
{
    [TestMethod]
    public async Task A_script_needs_no_ids_to_create_a_deal()
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post("/api/v1/crm/deals", new { name = "First", value = new { amount = 500, currency = "EUR" } });
        var deal = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.AreEqual(201, (int)response.StatusCode, deal.ToString());
        Assert.AreEqual("\"1\"", response.Headers.ETag!.Tag);
        Assert.AreEqual(await t.Stage("New"), (string?)deal["stage_id"]);
        Assert.AreEqual("open", (string?)deal["status"]);
        Assert.AreEqual(500m, (decimal)deal["value"]!["amount"]!);
        Assert.AreEqual((string?)deal["stage_id"], await t.Scalar<string>($"select data->'row'->>'stage_id' from nexus.events where name = 'crm.deal.created' and row_id = '{deal.Id()}'"));
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_deal_stage_change where deal_id = '{deal.Id()}' and from_stage_id is null"));

        var none = await t.Create("/api/v1/crm/deals", new { name = "Second" });
        Assert.IsNull(none["value"]);
    }

    [TestMethod]
    public async Task A_deal_takes_its_company_from_its_contact()
    {
        await using var t = await TestTenant.Create();
        var company = await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        var contact = await t.Create("/api/v1/crm/contacts", new { first_name = "Ada", last_name = "Lovelace", company_id = company.Id() });
        var deal = await t.Create("/api/v1/crm/deals", new { name = "Deal", contact_id = contact.Id() });
        var activity = await t.Create("/api/v1/crm/activities", new { kind = "note", subject = "Met", deal_id = deal.Id() });

        Assert.AreEqual("Ada Lovelace", (string?)contact["name"]);
        Assert.AreEqual(company.Id(), (string?)deal["company_id"]);
        Assert.AreEqual((company.Id(), contact.Id()), ((string?)activity["company_id"], (string?)activity["contact_id"]));
        Assert.IsNotNull(activity["done_at"]);
        var renamed = JsonNode.Parse(await (await t.Send(HttpMethod.Patch, $"/api/v1/crm/contacts/{contact.Id()}", new { last_name = "King" })).Content.ReadAsStringAsync())!;
        Assert.AreEqual("Ada King", (string?)renamed["name"]);
    }

    [TestMethod]
    public async Task What_a_new_deal_cannot_be_is_refused_with_its_field()
    {
        await using var t = await TestTenant.Create();
        var (won, lost, due) = (await t.Stage("Won"), await t.Stage("Lost"), await t.Stage("Due", 1));
        var pipeline = (await t.Scalar<Guid>("select id from {schema}.crm_pipeline where position = 0")).ToString();

        await t.Refused(422, "unknown_reference", "deals", new { name = "D", stage_id = Guid.NewGuid() }, "stage_id");
        await t.Refused(422, "unknown_reference", "deals", new { name = "D", pipeline_id = Guid.NewGuid() }, "pipeline_id");
        await t.Refused(422, "other_pipeline", "deals", new { name = "D", stage_id = due, pipeline_id = pipeline }, "stage_id");
        await t.Refused(422, "not_allowed", "deals", new { name = "D", won_at = "2026-01-01T00:00:00Z" }, "won_at");
        await t.Refused(422, "not_allowed", "deals", new { name = "D", stage_id = won, lost_at = "2026-01-01T00:00:00Z" }, "lost_at");
        await t.Refused(422, "required", "deals", new { name = "D", stage_id = lost }, "lost_reason_id");
        await t.Refused(422, "out_of_range", "deals", new { name = "D", value = new { amount = -1, currency = "EUR" } }, "value");
        await t.Refused(422, "out_of_range", "deals", new { name = "D", probability = 101 }, "probability");
        await t.Refused(422, "read_only", "deals", new { name = "D", status = "won" }, "status");
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_deal"));

        var history = await t.Create("/api/v1/crm/deals", new { name = "D", stage_id = won, won_at = "2020-01-01T00:00:00Z" });
        Assert.AreEqual(("won", "2020-01-01T00:00:00+00:00"), ((string?)history["status"], (string?)history["won_at"]));
    }

    [TestMethod]
    public async Task A_deal_lives_from_the_first_stage_to_won_and_back_with_its_history()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/deals", new { name = "Deal", value = new { amount = 500, currency = "EUR" } })).Id();
        var proposal = await t.Stage("Proposal sent");

        Assert.AreEqual(proposal, (string?)(await t.Post(200, $"deals/{id}/move", new { stage_id = proposal }))["stage_id"]);
        await t.Refused(409, "already_in_stage", $"deals/{id}/move", new { stage_id = proposal }, "stage_id");
        await t.Refused(409, "other_pipeline", $"deals/{id}/move", new { stage_id = await t.Stage("Due", 1) }, "stage_id");
        await t.Refused(422, "unknown_reference", $"deals/{id}/move", new { stage_id = Guid.NewGuid() }, "stage_id");
        await t.Refused(409, "reason_required", $"deals/{id}/move", new { stage_id = await t.Stage("Lost") }, "reason");
        await t.Refused(409, "deal_open", $"deals/{id}/reopen", new { });

        var won = await t.Post(200, $"deals/{id}/win", new { amount = new { amount = 450.5, currency = "EUR" } });
        Assert.AreEqual(("won", await t.Stage("Won"), 450.5m), ((string?)won["status"], (string?)won["stage_id"], (decimal)won["value"]!["amount"]!));
        await t.Refused(409, "already_won", $"deals/{id}/win", new { });
        await t.Refused(409, "deal_won", $"deals/{id}/lose", new { reason = "Too expensive" });
        await t.Refused(409, "deal_closed", $"deals/{id}/move", new { stage_id = proposal });

        var reopened = await t.Post(200, $"deals/{id}/reopen", new { });
        Assert.AreEqual(("open", proposal, null), ((string?)reopened["status"], (string?)reopened["stage_id"], (string?)reopened["won_at"]));

        await t.Refused(422, "required", $"deals/{id}/lose", new { }, "reason");
        await t.Refused(422, "unknown_reference", $"deals/{id}/lose", new { lost_reason_id = Guid.NewGuid() }, "lost_reason_id");
        var lost = await t.Post(200, $"deals/{id}/lose", new { reason = "too EXPENSIVE", note = "by half" });
        Assert.AreEqual(("lost", "by half"), ((string?)lost["status"], (string?)lost["lost_note"]));
        Assert.IsNotNull(lost["lost_reason_id"]);

        Assert.AreEqual("New>Proposal sent>Won>Proposal sent>Lost", await t.Scalar<string>($"select string_agg(s.name, '>' order by c.created_at, c.id) from {{schema}}.crm_deal_stage_change c join {{schema}}.crm_stage s on s.id = c.to_stage_id where c.deal_id = '{id}'"));
        Assert.AreEqual("crm.deal.created,crm.deal.moved,crm.deal.won,crm.deal.reopened,crm.deal.lost", await t.Scalar<string>($"select string_agg(name, ',' order by position) from nexus.events where row_id = '{id}'"));
    }

    [TestMethod]
    public async Task Own_words_are_a_reason_and_a_move_to_lost_loses()
    {
        await using var t = await TestTenant.Create();
        var first = (await t.Create("/api/v1/crm/deals", new { name = "A" })).Id();
        var lost = await t.Post(200, $"deals/{first}/lose", new { reason = "the cat ate it" });
        Assert.AreEqual((null, "the cat ate it"), ((string?)lost["lost_reason_id"], (string?)lost["lost_note"]));

        var second = (await t.Create("/api/v1/crm/deals", new { name = "B" })).Id();
        var moved = await t.Post(200, $"deals/{second}/move", new { stage_id = await t.Stage("Lost"), reason = "No budget" });
        Assert.AreEqual("lost", (string?)moved["status"]);
        Assert.AreEqual("crm.deal.created,crm.deal.moved,crm.deal.lost", await t.Scalar<string>($"select string_agg(name, ',' order by position) from nexus.events where row_id = '{second}'"));
    }

    [TestMethod]
    public async Task A_deal_changes_its_pipeline()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/deals", new { name = "A" })).Id();
        var renewals = await t.Scalar<Guid>("select id from {schema}.crm_pipeline where position = 1");
        await t.Refused(422, "unknown_reference", $"deals/{id}/change_pipeline", new { pipeline_id = Guid.NewGuid() }, "pipeline_id");
        await t.Refused(409, "stage_not_open", $"deals/{id}/change_pipeline", new { pipeline_id = renewals, stage_id = await t.Stage("New") }, "stage_id");
        var changed = await t.Post(200, $"deals/{id}/change_pipeline", new { pipeline_id = renewals });
        Assert.AreEqual((renewals.ToString(), await t.Stage("Due", 1)), ((string?)changed["pipeline_id"], (string?)changed["stage_id"]));
        await t.Refused(409, "already_in_pipeline", $"deals/{id}/change_pipeline", new { pipeline_id = renewals }, "pipeline_id");
    }

    [TestMethod]
    public async Task Of_wins_and_losses_at_once_one_comes_true()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/deals", new { name = "Contested" })).Id();
        var proposal = await t.Stage("Proposal sent");
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2) switch
        {
            0 => t.Post($"/api/v1/crm/deals/{id}/win", new { }),
            _ => t.Post($"/api/v1/crm/deals/{id}/lose", new { reason = "No budget" }),
        }).Append(t.Post($"/api/v1/crm/deals/{id}/move", new { stage_id = proposal })));
        var statuses = answers.Take(12).Select(a => (int)a.StatusCode).Order().ToArray();

        Assert.AreEqual(1, statuses.Count(s => s == 200), string.Join(",", statuses));
        Assert.AreEqual(11, statuses.Count(s => s == 409), string.Join(",", statuses));
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from nexus.events where row_id = '{id}' and name in ('crm.deal.won', 'crm.deal.lost')"));
        // Each line of history begins where the one before ended.
        Assert.AreEqual(0L, await t.Scalar<long>($$"""
            select count(*) from (select from_stage_id, lag(to_stage_id) over (order by id) as before from {schema}.crm_deal_stage_change where deal_id = '{{id}}') c
            where from_stage_id is distinct from before
            """));
    }

    [TestMethod]
    public async Task A_stage_or_pipeline_with_open_deals_stays_in_use()
    {
        await using var t = await TestTenant.Create();
        var deal = await t.Create("/api/v1/crm/deals", new { name = "A" });
        var pipeline = (string)deal["pipeline_id"]!;
        var renewals = await t.Scalar<Guid>("select id from {schema}.crm_pipeline where position = 1");
        await t.Refused(409, "stage_in_use", $"stages/{deal["stage_id"]}/archive", new { });
        await t.Refused(409, "default_pipeline", $"pipelines/{pipeline}/archive", new { });
        await t.Post(200, $"pipelines/{renewals}/make_default", new { });
        await t.Refused(409, "pipeline_in_use", $"pipelines/{pipeline}/archive", new { });
        Assert.AreEqual(await t.Stage("Due", 1), (string?)(await t.Create("/api/v1/crm/deals", new { name = "B" }))["stage_id"]);

        await t.Post(200, $"deals/{deal.Id()}/win", new { });
        await t.Post(200, $"pipelines/{pipeline}/archive", new { });
        await t.Refused(422, "unknown_reference", "deals", new { name = "C", pipeline_id = Guid.NewGuid() }, "pipeline_id");
    }
}
