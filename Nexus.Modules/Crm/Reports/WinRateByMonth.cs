using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>How many of the deals that were closed in each month were won.</summary>
/// <param name="From">A day of the first month; eleven months before the last one when not given.</param>
/// <param name="To">A day of the last month; this month when not given.</param>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.win_rate_by_month", Axis = "month", Measure = "win_percent", Home = HomeTile.Figure)]
public sealed record WinRateByMonth(DateOnly? From = null, DateOnly? To = null, [References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null)
    : IReport<WinRateByMonth, WinRateByMonth.Row>
{
    /// <param name="Month">Its first day.</param>
    /// <param name="WinPercent">Won deals of a hundred that were closed; empty when none was.</param>
    public sealed record Row(
        DateOnly Month,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] int Won,
        [RowsBehind<Deal>("status=eq.lost", On = nameof(Deal.LostAt))] int Lost,
        decimal? WinPercent);

    public static Sql Query(WinRateByMonth input, ReportDb db, Call call)
    {
        var months = Months.Of(input.From, input.To, call);
        return $"""
            with m as (select generate_series({months.First}::timestamp, {months.Last}::timestamp, interval '1 month')::date as month),
            d as (select date_trunc('month', coalesce(d.won_at, d.lost_at) at time zone 'UTC')::date as month, d.won_at is not null as won
                  from {db.Table<Deal>()} d
                  where (d.won_at >= {months.Start} and d.won_at < {months.End} or d.lost_at >= {months.Start} and d.lost_at < {months.End}){DealFilter.Of(input.PipelineId, input.OwnerId)})
            select m.month, count(*) filter (where d.won) as won, count(*) filter (where not d.won) as lost,
                   round(100.0 * count(*) filter (where d.won) / nullif(count(d.month), 0), 1) as win_percent
            from m left join d on d.month = m.month
            group by m.month
            order by m.month
            """;
    }
}
