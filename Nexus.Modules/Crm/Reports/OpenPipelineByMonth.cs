using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>How much was in the pipeline at the end of each month, and now: open deals, and what they are worth in each currency.</summary>
/// <param name="From">A day of the first month; eleven months before the last one when not given.</param>
/// <param name="To">A day of the last month; this month when not given.</param>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.open_pipeline_by_month", Axis = "month", Measure = "value", Home = HomeTile.Figure)]
public sealed record OpenPipelineByMonth(DateOnly? From = null, DateOnly? To = null, [References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null)
    : IReport<OpenPipelineByMonth, OpenPipelineByMonth.Row>
{
    /// <param name="Month">Its first day.</param>
    /// <param name="Deals">Open at its end.</param>
    /// <param name="Value">What these are worth, as is known today.</param>
    public sealed record Row(DateOnly Month, string Currency, int Deals, decimal Value);

    public static Sql Query(OpenPipelineByMonth input, ReportDb db, Call call)
    {
        // Each deal comes in once and goes out once; what is in at the end of a month is the sum of all that until then.
        var months = Months.Of(input.From, input.To, call);
        return $"""
            with d as (select coalesce(d.value_currency, {call.Tenant.Currency}) as currency, coalesce(d.value, 0) as value, d.created_at as came, greatest(coalesce(d.won_at, d.lost_at), d.created_at) as went,
                              d.won_at is not null or d.lost_at is not null as closed
                       from {db.Table<Deal>()} d where d.created_at < {months.End}{DealFilter.Of(input.PipelineId, input.OwnerId)}),
            moves as (
                select greatest(date_trunc('month', came at time zone 'UTC')::date, {months.First}) as month, currency, 1 as deals, value from d
                union all
                select greatest(date_trunc('month', went at time zone 'UTC')::date, {months.First}), currency, -1, -value from d where closed and went < {months.End}
                union all
                select s::date, c.currency, 0, 0
                from generate_series({months.First}::timestamp, {months.Last}::timestamp, interval '1 month') s cross join (select currency from d union select {call.Tenant.Currency}) c)
            select * from (
                select month, currency, sum(sum(deals)) over running as deals, sum(sum(value)) over running as value
                from moves
                group by month, currency
                window running as (partition by currency order by month)) sums
            where deals <> 0 or currency = {call.Tenant.Currency}
            order by month, currency
            """;
    }
}
