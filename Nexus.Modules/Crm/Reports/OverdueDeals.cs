using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Open deals that should have closed by now: win them, lose them, or expect them later.</summary>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.overdue_deals", Home = HomeTile.Attention)]
public sealed record OverdueDeals([References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null) : IReport<OverdueDeals, OverdueDeals.Row>
{
    /// <summary>Rows shown; the oldest first.</summary>
    private const int RowsMax = 1_000;

    public sealed record Row(Guid DealId, string Deal, DateOnly ExpectedCloseOn, Money? Value, int DaysLate, Guid StageId, string Stage, Guid? OwnerId, string? Owner);

    public static Sql Query(OverdueDeals input, ReportDb db, Call call)
    {
        var today = DateOnly.FromDateTime(call.Now.UtcDateTime);
        return $"""
            select d.id as deal_id, d.name as deal, d.expected_close_on, {today} - d.expected_close_on as days_late, d.value, d.value_currency,
                   s.id as stage_id, s.name as stage, d.owner_id, coalesce(nullif(u.name, ''), u.email) as owner
            from {db.Table<Deal>()} d
            join {db.TableWithArchived<Stage>()} s on s.id = d.stage_id
            left join {db.TableWithArchived<User>()} u on u.id = d.owner_id
            where d.status = {DealStatus.Open} and d.expected_close_on < {today}{DealFilter.Of(input.PipelineId, input.OwnerId)}
            order by d.expected_close_on, d.id
            limit {RowsMax}
            """;
    }
}
