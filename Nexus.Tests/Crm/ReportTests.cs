using System.Text.Json.Nodes;
using Nexus.Modules.Crm.Reports;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

/// <summary>Reports against numbers that the test works out by itself from the same deals.</summary>
[TestClass]
public sealed class ReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);

    [TestMethod]
    public async Task The_pipeline_counts_sums_and_weights_open_deals_by_stage_and_currency()
    {
        await using var t = await TestTenant.Create();
        (string Stage, int Chance, decimal? Amount, string Currency, int? Own)[] deals =
        [
            ("New", 10, 100.50m, "EUR", null), ("New", 10, 300m, "EUR", 50), ("New", 10, 70m, "USD", null), ("New", 10, null, "EUR", null),
            ("Negotiation", 80, 1000m, "EUR", null), ("Negotiation", 80, 250m, "EUR", 0),
        ];
        foreach (var deal in deals)
            await t.Create("/api/v1/crm/deals", new { name = "D", stage_id = await t.Stage(deal.Stage), value = deal.Amount is null ? null : new { amount = deal.Amount, currency = deal.Currency }, probability = deal.Own, expected_close_on = "2026-04-01" });
        await t.Create("/api/v1/crm/deals", new { name = "Won", stage_id = await t.Stage("Won"), value = new { amount = 9999, currency = "EUR" } });

        var rows = await t.Report(CrmTenant.Administrator, new PipelineByStage());
        foreach (var expected in deals.GroupBy(d => (d.Stage, d.Currency)))
        {
            var row = rows.Single(r => (string?)r!["stage"] == expected.Key.Stage && (string?)r["currency"] == expected.Key.Currency)!;
            Assert.AreEqual((expected.Count(), expected.Sum(d => d.Amount ?? 0), Math.Round(expected.Sum(d => (d.Amount ?? 0) * (d.Own ?? d.Chance) / 100m), 2)), ((int)row["deals"]!, (decimal)row["total"]!, (decimal)row["weighted"]!), expected.Key.ToString());
        }

        Assert.AreEqual(0, (int)rows.Single(r => (string?)r!["stage"] == "Needs analysis")!["deals"]!, "A stage without deals is shown.");
        Assert.AreEqual(deals.Length, rows.Sum(r => (int)r!["deals"]!));
        Assert.AreEqual(0, (await t.Report(CrmTenant.Administrator, new PipelineByStage(To: new DateOnly(2026, 3, 31)))).Sum(r => (int)r!["deals"]!));
        Assert.AreEqual(0, (await t.Report(CrmTenant.Administrator, new PipelineByStage(OwnerId: Guid.NewGuid()))).Sum(r => (int)r!["deals"]!));
        Assert.HasCount(3, (await t.Report(CrmTenant.Administrator, new PipelineByStage(await t.Scalar<Guid>("select id from {schema}.crm_pipeline where position = 1")))).ToList());
    }

    [TestMethod]
    public async Task The_forecast_adds_up_by_month()
    {
        await using var t = await TestTenant.Create();
        var (open, nearly, won) = (await t.Stage("Discovery call"), await t.Stage("Negotiation"), await t.Stage("Won"));
        await Deal(t, open, 1000, closes: "2026-03-20");
        await Deal(t, open, 500, closes: "2026-01-31");
        await Deal(t, nearly, 200, closes: "2026-04-10");
        await Deal(t, open, 400, closes: "2026-04-30");
        await Deal(t, won, 800, wonAt: "2026-03-01T00:00:00Z");
        await Deal(t, won, 50, wonAt: "2026-02-28T23:59:59Z");
        await Deal(t, open, 77);

        var rows = await t.Report(CrmTenant.Administrator, new Forecast(), Now);
        Assert.AreEqual("2026-03-01:1+2:800/800/1100/2300;2026-04-01:0+2:0/200/240/600", Text(rows), "A day in the past counts now, one without a day doesn't.");
        Assert.AreEqual("2026-02-01:1+0:50/50/50/50;2026-03-01:1+2:800/800/1100/2300", Text(await t.Report(CrmTenant.Administrator, new Forecast(From: new DateOnly(2026, 2, 9), To: new DateOnly(2026, 3, 1)), Now)));

        static string Text(JsonArray rows) => string.Join(";", rows.Select(r => $"{r!["month"]}:{r["won_deals"]}+{r["open_deals"]}:{Number(r["won"])}/{Number(r["committed"])}/{Number(r["weighted"])}/{Number(r["best_case"])}"));
        static string Number(JsonNode? amount) => ((decimal)amount!).ToString("0.##", System.Globalization.CultureInfo.InvariantCulture);
    }

    [TestMethod]
    public async Task Conversion_counts_leads_of_each_source_to_the_won_deal()
    {
        await using var t = await TestTenant.Create();
        for (var i = 0; i < 4; i++)
        {
            var id = (await t.Create("/api/v1/crm/leads", new { name = $"W{i}", source = "website" })).Id();
            if (i == 0)
                await t.Post(200, $"leads/{id}/disqualify", new { reason = "no" });
            if (i < 2)
                continue;
            var deal = (await t.Post(200, $"leads/{id}/convert", new { }))["converted_deal_id"];
            if (i == 3)
                await t.Post(200, $"deals/{deal}/win", new { });
        }

        await t.Create("/api/v1/crm/leads", new { name = "Unknown" });
        var rows = await t.Report(CrmTenant.Administrator, new ConversionBySource());
        Assert.AreEqual("website 4 2 1 2 1 50 25; 1 0 0 0 0 0 0", string.Join(";", rows.Select(r => string.Join(' ', r!.AsObject().Select(m => m.Value?.ToString() ?? "")))));
    }

    [TestMethod]
    public async Task Activity_and_sales_are_counted_for_each_owner()
    {
        await using var t = await TestTenant.Create();
        var (ada, grace) = (await t.NewUser("Ada"), await t.NewUser("Grace"));
        foreach (var (kind, owner, done) in new[] { ("call", ada, true), ("call", ada, true), ("meeting", ada, true), ("task", ada, false), ("email", grace, true), ("note", grace, true) })
            await t.Create("/api/v1/crm/activities", new { kind, subject = "S", owner_id = owner, done_at = done ? "2026-03-10T10:00:00Z" : null, due_at = "2026-03-01T10:00:00Z" });
        await t.Create("/api/v1/crm/activities", new { kind = "call", subject = "Long ago", owner_id = ada, done_at = "2020-01-01T10:00:00Z" });
        var activity = await t.Report(CrmTenant.Administrator, new ActivityByOwner(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31)), Now);
        Assert.AreEqual("Ada 2 1 0 0 0 3 1 1;Grace 0 0 0 1 1 2 0 0", string.Join(";", activity.Select(r => string.Join(' ', r!.AsObject().Skip(1).Select(m => m.Value!.ToString())))));

        var won = await t.Stage("Won");
        await Deal(t, won, 100, wonAt: "2026-03-02T00:00:00Z", owner: ada);
        await Deal(t, won, 300, wonAt: "2026-03-03T00:00:00Z", owner: ada);
        await Deal(t, await t.Stage("Lost"), 50, lostAt: "2026-03-04T00:00:00Z", owner: ada, reason: "No budget");
        await Deal(t, won, 70, wonAt: "2025-12-31T23:59:59Z", owner: grace);
        var sales = (await t.Report(CrmTenant.Administrator, new SalesByOwner(new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31)), Now)).Single()!;
        Assert.AreEqual(("Ada", 2, 1, 400m, 50m, 66.7m, 200m), ((string?)sales["owner"], (int)sales["won"]!, (int)sales["lost"]!, (decimal)sales["won_value"]!, (decimal)sales["lost_value"]!, (decimal)sales["won_percent"]!, (decimal)sales["average_value"]!));
    }

    [TestMethod]
    public async Task Lost_reasons_and_time_in_stage_come_from_the_history()
    {
        await using var t = await TestTenant.Create();
        var (lost, first, second) = (await t.Stage("Lost"), await t.Stage("New"), await t.Stage("Discovery call"));
        await Deal(t, lost, 100, lostAt: "2026-03-04T00:00:00Z", reason: "No budget");
        await Deal(t, lost, 50, lostAt: "2026-03-05T00:00:00Z", reason: "No budget");
        await t.Create("/api/v1/crm/deals", new { name = "D", stage_id = lost, lost_at = "2026-03-06T00:00:00Z", lost_note = "the cat" });
        var reasons = await t.Report(CrmTenant.Administrator, new LostReasons(new DateOnly(2026, 3, 1), new DateOnly(2026, 3, 31)), Now);
        Assert.AreEqual("No budget 2 66.7;Other 1 33.3", string.Join(";", reasons.Select(r => $"{r!["reason"]} {r["deals"]} {r["percent"]}")));

        foreach (var days in new[] { 2.0, 4.0, 9.0 })
        {
            var id = (await t.Create("/api/v1/crm/deals", new { name = "D" })).Id();
            await t.Scalar<long>($"with u as (update {{schema}}.crm_deal set stage_entered_at = stage_entered_at - interval '{days * 24} hours' where id = '{id}' returning 1) select count(*) from u");
            await t.Post(200, $"deals/{id}/move", new { stage_id = second });
        }

        var rows = await t.Report(CrmTenant.Administrator, new TimeInStage());
        var row = rows.Single(r => (string?)r!["stage_id"] == first)!;
        Assert.AreEqual((3, 5.0m, 4.0m, 9.0m), ((int)row["left"]!, (decimal)row["average_days"]!, (decimal)row["median_days"]!, (decimal)row["longest_days"]!));
        Assert.AreEqual(3, (int)rows.Single(r => (string?)r!["stage_id"] == second)!["in_stage"]!);
    }

    [TestMethod]
    public async Task Duplicates_are_found_by_what_they_share()
    {
        await using var t = await TestTenant.Create();
        var company = (await t.Create("/api/v1/crm/companies", new { name = "Acme GmbH & Co. KG", domain = "acme.example" })).Id();
        await t.Create("/api/v1/crm/companies", new { name = "ACME GmbH & Co" });
        await t.Create("/api/v1/crm/companies", new { name = "Other", domain = "ACME.example" });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", email = "ada@example.com", company_id = company });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada L.", additional_emails = new[] { "ADA@example.com" }, phone = "+49 (30) 123456" });
        await t.Create("/api/v1/crm/contacts", new { name = "ADA", company_id = company, phone = "+4930 123456" });

        Assert.AreEqual("email ada@example.com 2;name ada 2;phone +4930123456 2", string.Join(";", (await t.Report(CrmTenant.Administrator, new DuplicateContacts())).Select(r => $"{r!["shared"]} {r["value"]} {r["contacts"]}").Order()));
        Assert.AreEqual("phone", (string?)(await t.Report(CrmTenant.Administrator, new DuplicateContacts("123456"))).Single()!["shared"]);
        Assert.AreEqual("domain acme.example 2", string.Join(";", (await t.Report(CrmTenant.Administrator, new DuplicateCompanies("acme.example"))).Select(r => $"{r!["shared"]} {r["value"]} {r["companies"]}")));
    }

    private static async Task<JsonNode> Deal(TestTenant t, string stage, decimal amount, string? closes = null, string? wonAt = null, string? lostAt = null, Guid? owner = null, string? reason = null)
    {
        Guid? reasonId = reason is null ? null : await t.Scalar<Guid>($"select id from {{schema}}.crm_lost_reason where name = '{reason}'");
        return await t.Create("/api/v1/crm/deals", new { name = "D", stage_id = stage, value = new { amount, currency = "EUR" }, expected_close_on = closes, won_at = wonAt, lost_at = lostAt, owner_id = owner, lost_reason_id = reasonId });
    }
}
