using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Modules.Crm.Reports;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

/// <summary>What the home page shows of the CRM, against deals of known days.</summary>
[TestClass]
public sealed class MonthlyReportTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 15, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly January = new(2026, 1, 1);

    [TestMethod]
    public async Task Won_deals_add_up_by_month_and_a_month_without_any_is_there()
    {
        await using var t = await TestTenant.Create();
        var won = await t.Stage("Won");
        await Deal(t, won, 800, "2026-03-01T00:00:00Z");
        await Deal(t, won, 50, "2026-01-31T23:59:59Z");
        await Deal(t, won, 7, "2026-01-05T00:00:00Z", "USD");
        Assert.AreEqual(
            "2026-01-01 EUR 1 50;2026-01-01 USD 1 7;2026-02-01 EUR 0 0;2026-03-01 EUR 1 800",
            Text(await t.Report(CrmTenant.Administrator, new WonByMonth(From: January), Now), "month", "currency", "deals", "value"));
        Assert.HasCount(12, (await t.Report(CrmTenant.Administrator, new WonByMonth(OwnerId: Guid.NewGuid()), Now)).ToList());
    }

    [TestMethod]
    public async Task The_win_rate_counts_what_was_closed_in_the_month()
    {
        await using var t = await TestTenant.Create();
        var (won, lost) = (await t.Stage("Won"), await t.Stage("Lost"));
        await Deal(t, won, 1, "2026-03-01T00:00:00Z");
        await t.Create("/api/v1/crm/deals", new { name = "Lost", stage_id = lost, lost_at = "2026-03-02T00:00:00Z", lost_note = "Price" });
        await t.Create("/api/v1/crm/deals", new { name = "Lost", stage_id = lost, lost_at = "2026-03-03T00:00:00Z", lost_note = "Price" });
        Assert.AreEqual("2026-01-01 0 0 ;2026-02-01 0 0 ;2026-03-01 1 2 33.3", Text(await t.Report(CrmTenant.Administrator, new WinRateByMonth(From: January), Now), "month", "won", "lost", "win_percent"));
    }

    [TestMethod]
    public async Task The_pipeline_of_a_month_is_what_was_open_at_its_end()
    {
        await using var t = await TestTenant.Create();
        await Deal(t, await t.Stage("New"), 100, null);
        await Deal(t, await t.Stage("New"), 30, null);
        await Deal(t, await t.Stage("Won"), 5, null);
        // Came in January; one of them was won in March.
        await t.Api.Database.CreateCommand($"update {t.Tenant.Schema}.crm_deal set created_at = '2026-01-10T00:00:00Z', won_at = case when won_at is null then null else timestamptz '2026-03-10T00:00:00Z' end where value <> 30").ExecuteNonQueryAsync();
        await t.Api.Database.CreateCommand($"update {t.Tenant.Schema}.crm_deal set created_at = '2026-02-10T00:00:00Z' where value = 30").ExecuteNonQueryAsync();
        Assert.AreEqual("2026-01-01 2 105;2026-02-01 3 135;2026-03-01 2 130", Text(await t.Report(CrmTenant.Administrator, new OpenPipelineByMonth(From: January), Now), "month", "deals", "value"));
    }

    [TestMethod]
    public async Task What_is_overdue_and_what_is_due_today_needs_attention()
    {
        await using var t = await TestTenant.Create();
        var stage = await t.Stage("New");
        foreach (var day in new[] { "2026-03-14", "2026-03-15", "2026-03-01" })
            await t.Create("/api/v1/crm/deals", new { name = day, stage_id = stage, expected_close_on = day, value = new { amount = 10, currency = "EUR" } });
        Assert.AreEqual("2026-03-01 14;2026-03-14 1", Text(await t.Report(CrmTenant.Administrator, new OverdueDeals(), Now), "deal", "days_late"));

        foreach (var due in new[] { "2026-03-15T23:59:59Z", "2026-03-16T00:00:00Z", "2026-03-01T08:00:00Z" })
            await t.Create("/api/v1/crm/activities", new { kind = "call", subject = due, due_at = due });
        await t.Create("/api/v1/crm/activities", new { kind = "call", subject = "done", due_at = "2026-03-01T08:00:00Z", done_at = "2026-03-02T08:00:00Z" });
        Assert.AreEqual("2026-03-01T08:00:00Z call;2026-03-15T23:59:59Z call", Text(await t.Report(CrmTenant.Administrator, new ActivitiesDue(), Now), "activity", "kind"));
    }

    private static Task<JsonNode> Deal(TestTenant t, string stage, decimal value, string? wonAt, string currency = "EUR") =>
        t.Create("/api/v1/crm/deals", new { name = "D", stage_id = stage, value = new { amount = value, currency }, won_at = wonAt });

    private static string Text(JsonArray rows, params string[] columns) => string.Join(";", rows.Select(r => string.Join(" ", columns.Select(c => r![c] switch
    {
        null => "",
        JsonValue value when value.TryGetValue<decimal>(out var number) => number.ToString("0.##", CultureInfo.InvariantCulture),
        var other => other.ToString(),
    }))));
}
