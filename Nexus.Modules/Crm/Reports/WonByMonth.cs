using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>What was won in each month: how many deals, and what they were worth in each currency.</summary>
/// <param name="From">A day of the first month; eleven months before the last one when not given.</param>
/// <param name="To">A day of the last month; this month when not given.</param>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.won_by_month", Axis = "month", Measure = "value", Home = HomeTile.Figure)]
public sealed record WonByMonth(DateOnly? From = null, DateOnly? To = null, [References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null)
    : IReport<WonByMonth, WonByMonth.Row>
{
    /// <param name="Month">Its first day.</param>
    public sealed record Row(
        DateOnly Month, string Currency,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] int Deals,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] decimal Value);

    public static Sql Query(WonByMonth input, ReportDb db, Call call)
    {
        var months = Months.Of(input.From, input.To, call);
        return $"""
            with m as (select generate_series({months.First}::timestamp, {months.Last}::timestamp, interval '1 month')::date as month),
            d as (select date_trunc('month', d.won_at at time zone 'UTC')::date as month, coalesce(d.value_currency, {call.Tenant.Currency}) as currency, d.value
                  from {db.Table<Deal>()} d
                  where d.status = {DealStatus.Won} and d.won_at >= {months.Start} and d.won_at < {months.End}{DealFilter.Of(input.PipelineId, input.OwnerId)}),
            c as (select month, {call.Tenant.Currency} as currency from m union select month, currency from d)
            select c.month, c.currency, count(d.month) as deals, coalesce(sum(d.value), 0) as value
            from c left join d on d.month = c.month and d.currency = c.currency
            group by c.month, c.currency
            order by c.month, c.currency
            """;
    }
}
