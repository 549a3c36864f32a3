using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Who sells how much: deals won and lost by each owner in a period, what they were worth in each currency, the share that was won, and how long it took.</summary>
/// <param name="From">Closed on this day or later; twelve months before the last day when not given.</param>
/// <param name="To">Closed on this day or earlier; today when not given.</param>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only this user.</param>
[Report("crm.sales_by_owner", Axis = "owner", Measure = "won_value", PeriodMonths = Period.DefaultMonths)]
public sealed record SalesByOwner(DateOnly? From = null, DateOnly? To = null, [References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null)
    : IReport<SalesByOwner, SalesByOwner.Row>
{
    /// <param name="WonPercent">Won deals of a hundred that were closed.</param>
    /// <param name="AverageValue">Of the won deals that have a value.</param>
    /// <param name="AverageDays">Days from the creation of a deal until it was won.</param>
    public sealed record Row(
        Guid? OwnerId, string? Owner, string Currency,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] int Won,
        [RowsBehind<Deal>("status=eq.lost", On = nameof(Deal.LostAt))] int Lost,
        [RowsBehind<Deal>("status=eq.won", On = nameof(Deal.WonAt))] decimal WonValue,
        [RowsBehind<Deal>("status=eq.lost", On = nameof(Deal.LostAt))] decimal LostValue,
        decimal WonPercent, decimal? AverageValue, decimal? AverageDays);

    public static Sql Query(SalesByOwner input, ReportDb db, Call call)
    {
        var period = Period.Of(input.From, input.To, call);
        return $"""
            select d.owner_id, coalesce(nullif(u.name, ''), u.email) as owner, d.currency,
                   count(*) filter (where d.won) as won,
                   count(*) filter (where not d.won) as lost,
                   coalesce(sum(d.value) filter (where d.won), 0) as won_value,
                   coalesce(sum(d.value) filter (where not d.won), 0) as lost_value,
                   round(100.0 * count(*) filter (where d.won) / count(*), 1) as won_percent,
                   round(avg(d.value) filter (where d.won), 2) as average_value,
                   round(avg(d.days) filter (where d.won), 1) as average_days
            from (select d.owner_id, d.value, coalesce(d.value_currency, {call.Tenant.Currency}) as currency, d.status = {DealStatus.Won} as won,
                         extract(epoch from d.won_at - d.created_at) / 86400 as days
                  from {db.Table<Deal>()} d
                  where (d.won_at >= {period.Start} and d.won_at < {period.End} or d.lost_at >= {period.Start} and d.lost_at < {period.End}){DealFilter.Of(input.PipelineId, input.OwnerId)}) d
            left join {db.TableWithArchived<User>()} u on u.id = d.owner_id
            group by d.owner_id, u.name, u.email, d.currency
            order by won_value desc, owner, d.currency
            """;
    }
}
