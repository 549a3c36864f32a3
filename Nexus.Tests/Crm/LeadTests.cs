using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

[TestClass]
public sealed class LeadTests
{
    [TestMethod]
    public async Task A_lead_becomes_company_contact_and_deal()
    {
        await using var t = await TestTenant.Create();
        var lead = await t.Create("/api/v1/crm/leads", new { name = "Ada Lovelace", company_name = "Lovelace Ltd", email = "ada@example.com", source = "website", estimated_value = new { amount = 5000, currency = "EUR" } });
        var call = await t.Create("/api/v1/crm/activities", new { kind = "call", subject = "First call", lead_id = lead.Id() });
        Assert.AreEqual("new", (string?)lead["status"]);
        Assert.AreEqual("working", (string?)(await t.Post(200, $"leads/{lead.Id()}/start", new { }))["status"]);
        Assert.AreEqual("qualified", (string?)(await t.Post(200, $"leads/{lead.Id()}/qualify", new { }))["status"]);

        var converted = await t.Post(200, $"leads/{lead.Id()}/convert", new { deal_name = "Engine" });
        Assert.AreEqual("converted", (string?)converted["status"]);
        var deal = await t.Read($"/api/v1/crm/deals/{converted["converted_deal_id"]}");
        Assert.AreEqual(("Engine", 5000m), ((string?)deal["name"], (decimal)deal["value"]!["amount"]!));
        Assert.AreEqual(await t.Stage("New"), (string?)deal["stage_id"]);
        var contact = await t.Read($"/api/v1/crm/contacts/{converted["converted_contact_id"]}");
        Assert.AreEqual((string?)converted["converted_company_id"], (string?)contact["company_id"]);
        Assert.AreEqual(deal.Id(), (string?)(await t.Read($"/api/v1/crm/activities/{call.Id()}"))["deal_id"]);

        await t.Refused(409, "already_converted", $"leads/{lead.Id()}/convert", new { });
        await t.Refused(409, "already_converted", $"leads/{lead.Id()}/disqualify", new { reason = "late" });
    }

    [TestMethod]
    public async Task A_disqualified_lead_can_be_reopened()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/leads", new { name = "Ada" })).Id();
        await t.Refused(422, "required", $"leads/{id}/disqualify", new { }, "reason");
        await t.Post(200, $"leads/{id}/disqualify", new { reason = "No budget" });
        await t.Refused(409, "lead_disqualified", $"leads/{id}/convert", new { });
        await t.Refused(409, "lead_disqualified", $"leads/{id}/qualify", new { });
        var reopened = await t.Post(200, $"leads/{id}/reopen", new { });
        Assert.AreEqual(("working", null), ((string?)reopened["status"], (string?)reopened["disqualified_reason"]));
    }

    [TestMethod]
    public async Task A_lead_is_linked_to_what_is_there_and_needs_no_deal()
    {
        await using var t = await TestTenant.Create();
        var company = await t.Create("/api/v1/crm/companies", new { name = "Known" });
        var id = (await t.Create("/api/v1/crm/leads", new { name = "Ada", company_name = "Knwon" })).Id();
        await t.Refused(422, "unknown_reference", $"leads/{id}/convert", new { company_id = Guid.NewGuid() }, "company_id");
        await t.Refused(422, "unknown_reference", $"leads/{id}/convert", new { contact_id = company.Id() }, "contact_id");
        await t.Refused(409, "stage_not_open", $"leads/{id}/convert", new { stage_id = await t.Stage("Won") }, "stage_id");
        var preview = await t.Post(200, $"leads/{id}/convert?dryRun=true", new { company_id = company.Id() });
        Assert.AreEqual("crm.contact,crm.deal,crm.deal_stage_change,crm.lead", string.Join(",", preview["changes"]!.AsArray().Select(c => (string)c!["resource"]!).Order()));

        var converted = await t.Post(200, $"leads/{id}/convert", new { company_id = company.Id(), create_deal = false });
        Assert.AreEqual((company.Id(), null), ((string?)converted["converted_company_id"], (string?)converted["converted_deal_id"]));
        Assert.AreEqual((1L, 1L, 0L), (await t.Scalar<long>("select count(*) from {schema}.crm_company"), await t.Scalar<long>("select count(*) from {schema}.crm_contact"), await t.Scalar<long>("select count(*) from {schema}.crm_deal")));
    }

    [TestMethod]
    public async Task Of_conversions_at_once_one_wins_and_leaves_one_of_each()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/leads", new { name = "Ada", company_name = "Lovelace Ltd" })).Id();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => t.Post($"/api/v1/crm/leads/{id}/convert", new { })));

        CollectionAssert.AreEqual(new[] { 200, 409, 409, 409, 409, 409 }, answers.Select(a => (int)a.StatusCode).Order().ToArray());
        foreach (var table in new[] { "crm_company", "crm_contact", "crm_deal", "crm_deal_stage_change" })
            Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from {{schema}}.{table}"), table);
    }

    [TestMethod]
    public async Task Rows_are_assigned_one_by_one_or_many_at_once()
    {
        await using var t = await TestTenant.Create();
        var user = await t.NewUser("Grace");
        var leads = new List<string>();
        for (var i = 0; i < 3; i++)
            leads.Add((await t.Create("/api/v1/crm/leads", new { name = $"Lead {i}" })).Id());

        await t.Refused(422, "required", $"leads/{leads[0]}/assign", new { }, "owner_id");
        await t.Refused(422, "unknown_reference", $"leads/{leads[0]}/assign", new { owner_id = Guid.NewGuid() }, "owner_id");
        Assert.AreEqual(user.ToString(), (string?)(await t.Post(200, $"leads/{leads[0]}/assign", new { owner_id = user }))["owner_id"]);

        await t.Refused(422, "required", "leads/assign_many", new { ids = Array.Empty<string>(), owner_id = user }, "ids");
        await t.Refused(422, "wrong_type", "leads/assign_many", new { ids = new[] { "x" }, owner_id = user }, "ids");
        await t.Refused(422, "unknown_reference", "leads/assign_many", new { ids = leads.Append(Guid.NewGuid().ToString()), owner_id = user }, "ids");
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_lead where owner_id = '{user}'"), "All or none.");
        await t.Post(200, "leads/assign_many", new { ids = leads, owner_id = user });
        Assert.AreEqual(3L, await t.Scalar<long>($"select count(*) from {{schema}}.crm_lead where owner_id = '{user}'"));
        Assert.AreEqual(4L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'crm.lead.assigned'"));
        var contact = await t.Post(201, "contacts", new { name = "Ada", email = "ada@example.com", owner_id = user });
        Assert.AreEqual(user.ToString(), (string?)contact["owner_id"], "A row with a duplicate key can be created for a colleague.");
        foreach (var resource in new[] { "companies", "contacts", "deals" })
        {
            var id = (await t.Create($"/api/v1/crm/{resource}", new { name = "A" })).Id();
            await t.Post(200, $"{resource}/assign_many", new { ids = new[] { id }, owner_id = user });
            Assert.AreEqual(user.ToString(), (string?)(await t.Read($"/api/v1/crm/{resource}/{id}"))["owner_id"]);
        }
    }

    [TestMethod]
    public async Task An_activity_is_done_taken_back_and_put_off()
    {
        await using var t = await TestTenant.Create();
        var id = (await t.Create("/api/v1/crm/activities", new { kind = "task", subject = "Call back", due_at = "2026-03-01T10:00:00Z" })).Id();
        await t.Refused(409, "not_done", $"activities/{id}/reopen", new { });
        Assert.AreEqual("2026-03-02T10:00:00+00:00", (string?)(await t.Post(200, $"activities/{id}/reschedule", new { due_at = "2026-03-02T10:00:00Z" }))["due_at"]);
        await t.Refused(409, "done_in_future", $"activities/{id}/complete", new { done_at = "2999-01-01T00:00:00Z" }, "done_at");
        var done = await t.Post(200, $"activities/{id}/complete", new { outcome = "wants an offer", duration_minutes = 12 });
        Assert.AreEqual(("wants an offer", 12), ((string?)done["outcome"], (int)done["duration_minutes"]!));
        await t.Refused(409, "already_done", $"activities/{id}/complete", new { });
        await t.Refused(409, "already_done", $"activities/{id}/reschedule", new { due_at = "2026-03-02T10:00:00Z" });
        await t.Refused(422, "required", $"activities/{id}/reschedule", new { }, "due_at");
        await t.Post(200, $"activities/{id}/reopen", new { });
    }
}
