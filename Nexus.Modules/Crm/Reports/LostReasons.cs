using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Why deals are lost: how many in a period for each reason, and what they were worth in each currency. Reasons in somebody's own words count as <c>Other</c>.</summary>
/// <param name="From">Lost on this day or later; twelve months before the last day when not given.</param>
/// <param name="To">Lost on this day or earlier; today when not given.</param>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.lost_reasons", Axis = "reason", Measure = "deals", PeriodMonths = Period.DefaultMonths)]
public sealed record LostReasons(DateOnly? From = null, DateOnly? To = null, [References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null)
    : IReport<LostReasons, LostReasons.Row>
{
    /// <param name="Percent">Of all deals lost in the period, in whatever currency.</param>
    public sealed record Row(
        Guid? LostReasonId, string Reason, string Currency,
        [RowsBehind<Deal>("lost_at=not.is.null", On = nameof(Deal.LostAt))] int Deals,
        [RowsBehind<Deal>("lost_at=not.is.null", On = nameof(Deal.LostAt))] decimal Value,
        decimal Percent);

    public static Sql Query(LostReasons input, ReportDb db, Call call)
    {
        var period = Period.Of(input.From, input.To, call);
        return $"""
            select r.id as lost_reason_id, coalesce(r.name, 'Other') as reason, c.currency, count(*) as deals, coalesce(sum(d.value), 0) as value,
                   round(100.0 * count(*) / sum(count(*)) over (), 1) as percent
            from {db.Table<Deal>()} d
            left join {db.TableWithArchived<LostReason>()} r on r.id = d.lost_reason_id
            cross join lateral (select coalesce(d.value_currency, {call.Tenant.Currency}) as currency) c
            where d.lost_at >= {period.Start} and d.lost_at < {period.End}{DealFilter.Of(input.PipelineId, input.OwnerId)}
            group by r.id, r.name, c.currency
            order by deals desc, reason, c.currency
            """;
    }
}
