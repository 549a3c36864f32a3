using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>The sales pipeline: how many open deals are in each stage, what they are worth in each currency, and what that is worth weighted by their chance to be won.</summary>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
/// <param name="From">Only deals expected to close on this day or later.</param>
/// <param name="To">Only deals expected to close on this day or earlier.</param>
[Report("crm.pipeline_by_stage", Axis = "stage", Measure = "total", Home = HomeTile.Chart)]
public sealed record PipelineByStage([References<Pipeline>] Guid? PipelineId = null, [References<User>] Guid? OwnerId = null, DateOnly? From = null, DateOnly? To = null)
    : IReport<PipelineByStage, PipelineByStage.Row>
{
    /// <param name="Probability">Chance in percent that stands for the stage.</param>
    /// <param name="Deals">Open deals in it.</param>
    /// <param name="Total">Sum of their values.</param>
    /// <param name="Weighted">Sum of value times probability, a deal's own where it has one.</param>
    public sealed record Row(
        Guid PipelineId, string Pipeline, Guid StageId, string Stage, int Position, int Probability, string Currency,
        [RowsBehind<Deal>("status=eq.open", On = nameof(Deal.ExpectedCloseOn))] int Deals,
        [RowsBehind<Deal>("status=eq.open", On = nameof(Deal.ExpectedCloseOn))] decimal Total,
        decimal Weighted);

    public static Sql Query(PipelineByStage input, ReportDb db, Call call)
    {
        Sql from = input.From is { } first ? (Sql)$" and d.expected_close_on >= {first}" : Sql.Empty;
        Sql to = input.To is { } last ? (Sql)$" and d.expected_close_on <= {last}" : Sql.Empty;
        Sql pipeline = input.PipelineId is { } id ? (Sql)$" and p.id = {id}" : Sql.Empty;
        return $"""
            select p.id as pipeline_id, p.name as pipeline, s.id as stage_id, s.name as stage, s.position, s.probability, c.currency,
                   count(d.id) as deals,
                   coalesce(sum(d.value), 0) as total,
                   round(coalesce(sum(d.value * coalesce(d.probability, s.probability) / 100.0), 0), 2) as weighted
            from {db.Table<Stage>()} s
            join {db.Table<Pipeline>()} p on p.id = s.pipeline_id{pipeline}
            left join {db.Table<Deal>()} d on d.stage_id = s.id and d.status = {DealStatus.Open}{DealFilter.Of(null, input.OwnerId)}{from}{to}
            cross join lateral (select coalesce(d.value_currency, {call.Tenant.Currency}) as currency) c
            where s.kind = {StageKind.Open}
            group by p.id, p.name, p.position, s.id, s.name, s.position, s.probability, c.currency
            order by p.position, p.name, s.position, s.name, c.currency
            """;
    }
}
