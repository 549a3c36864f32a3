using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Sales forecast by month: what was won, what is as good as won (committed), what open deals are worth weighted by their chance, and the best case. Open deals whose day has passed count in the current month.</summary>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
/// <param name="From">A day of the first month; this month when not given.</param>
/// <param name="To">A day of the last month; five months after the first when not given.</param>
/// <param name="CommittedFrom">Chance in percent from which an open deal counts as committed.</param>
[Report("crm.forecast", Axis = "month", Measure = "weighted", Home = HomeTile.Chart)]
public sealed record Forecast([References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null, DateOnly? From = null, DateOnly? To = null, [Range(0, 100)] int CommittedFrom = 80)
    : IReport<Forecast, Forecast.Row>
{
    private const int DefaultMonthsAfter = 5;

    /// <param name="Month">Its first day.</param>
    /// <param name="Won">Sum of the deals won in the month.</param>
    /// <param name="Committed">Won, and open deals that are as good as won.</param>
    /// <param name="Weighted">Won, and open deals times their chance.</param>
    /// <param name="BestCase">Won, and all open deals.</param>
    public sealed record Row(
        DateOnly Month, string Currency,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] int WonDeals,
        [RowsBehind<Deal>("status=eq.open", On = nameof(Deal.ExpectedCloseOn))] int OpenDeals,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] decimal Won,
        decimal Committed, decimal Weighted, decimal BestCase);

    public static Sql Query(Forecast input, ReportDb db, Call call)
    {
        var thisMonth = MonthOf(DateOnly.FromDateTime(call.Now.UtcDateTime));
        var first = input.From is { } from ? MonthOf(from) : thisMonth;
        var last = input.To is { } to ? MonthOf(to) : first.Year > 9990 ? first : first.AddMonths(DefaultMonthsAfter);
        return $"""
            with expected as (
                select case when d.status = {DealStatus.Won} then date_trunc('month', d.won_at at time zone 'UTC')::date
                            else greatest(date_trunc('month', d.expected_close_on)::date, {thisMonth}) end as month,
                       coalesce(d.value_currency, {call.Tenant.Currency}) as currency, d.status = {DealStatus.Won} as won,
                       coalesce(d.value, 0) as value, coalesce(d.probability, s.probability) as probability
                from {db.Table<Deal>()} d join {db.TableWithArchived<Stage>()} s on s.id = d.stage_id
                where (d.status = {DealStatus.Won} or d.status = {DealStatus.Open} and d.expected_close_on is not null){DealFilter.Of(input.PipelineId, input.OwnerId)})
            select month, currency,
                   count(*) filter (where won) as won_deals,
                   count(*) filter (where not won) as open_deals,
                   coalesce(sum(value) filter (where won), 0) as won,
                   coalesce(sum(value) filter (where won or probability >= {input.CommittedFrom}), 0) as committed,
                   round(sum(case when won then value else value * probability / 100.0 end), 2) as weighted,
                   sum(value) as best_case
            from expected
            where month between {first} and {last}
            group by month, currency
            order by month, currency
            """;
    }

    private static DateOnly MonthOf(DateOnly day) => new(day.Year, day.Month, 1);
}
