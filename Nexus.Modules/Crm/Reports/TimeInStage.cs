using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Where deals get stuck: how long they stayed in each stage on average, at the median and at most before they left it, and how long those that are in it now have been there.</summary>
/// <param name="PipelineId">Only this pipeline; all of them when not given.</param>
/// <param name="From">Left the stage on this day or later; twelve months before the last day when not given.</param>
/// <param name="To">Left the stage on this day or earlier; today when not given.</param>
/// <param name="OwnerId">Only deals of this user.</param>
[Report("crm.time_in_stage", Axis = "stage", Measure = "average_days", PeriodMonths = Period.DefaultMonths)]
public sealed record TimeInStage([References<Pipeline>] Guid? PipelineId = null, DateOnly? From = null, DateOnly? To = null, [References<User>] Guid? OwnerId = null)
    : IReport<TimeInStage, TimeInStage.Row>
{
    /// <param name="Left">Times that a deal left the stage in the period.</param>
    /// <param name="InStage">Open deals in it now.</param>
    /// <param name="AverageDaysSoFar">Days that these have been in it.</param>
    public sealed record Row(string Pipeline, Guid StageId, string Stage, int Position, int Left, decimal? AverageDays, decimal? MedianDays, decimal? LongestDays, [RowsBehind<Deal>("status=eq.open")] int InStage, decimal? AverageDaysSoFar);

    public static Sql Query(TimeInStage input, ReportDb db, Call call)
    {
        var period = Period.Of(input.From, input.To, call);
        Sql pipeline = input.PipelineId is { } id ? (Sql)$" and p.id = {id}" : Sql.Empty;
        return $"""
            select p.name as pipeline, s.id as stage_id, s.name as stage, s.position,
                   coalesce(h.times, 0) as "left", h.average_days, h.median_days, h.longest_days,
                   coalesce(n.deals, 0) as in_stage, n.average_days_so_far
            from {db.Table<Stage>()} s
            join {db.Table<Pipeline>()} p on p.id = s.pipeline_id{pipeline}
            left join (select c.from_stage_id, count(*) as times, round(avg(c.days_in_stage), 1) as average_days,
                              round(percentile_cont(0.5) within group (order by c.days_in_stage)::numeric, 1) as median_days, round(max(c.days_in_stage), 1) as longest_days
                       from {db.Table<DealStageChange>()} c join {db.Table<Deal>()} d on d.id = c.deal_id
                       where c.created_at >= {period.Start} and c.created_at < {period.End}{DealFilter.Of(null, input.OwnerId)}
                       group by c.from_stage_id) h on h.from_stage_id = s.id
            left join (select d.stage_id, count(*) as deals, round(avg(extract(epoch from {call.Now} - d.stage_entered_at) / 86400)::numeric, 1) as average_days_so_far
                       from {db.Table<Deal>()} d
                       where d.status = {DealStatus.Open}{DealFilter.Of(null, input.OwnerId)}
                       group by d.stage_id) n on n.stage_id = s.id
            where s.kind = {StageKind.Open}
            order by p.position, p.name, s.position, s.name
            """;
    }
}
