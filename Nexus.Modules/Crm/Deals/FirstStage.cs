using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>The stage in which a new deal begins.</summary>
internal static class FirstStage
{
    /// <summary>The stage named; else the first open one of the pipeline named; else that of the default pipeline. It can't be archived meanwhile.</summary>
    /// <param name="pipelineId">Empty when none is named.</param>
    /// <param name="stageId">Empty when none is named.</param>
    /// <exception cref="Fault">422 when one isn't there or they don't fit, 409 when the tenant has no open stage.</exception>
    public static async Task<Stage> Find(TenantDb db, Guid pipelineId, Guid stageId, CancellationToken ct)
    {
        if (stageId != Guid.Empty)
        {
            var named = (await db.Query<Stage>($"where t.id = {stageId} and t.archived_at is null for share", ct)).FirstOrDefault()
                ?? throw Fault.Invalid([new FieldFault("stage_id", "unknown_reference", "Stage names a row that doesn't exist or is archived.")]);
            return pipelineId == Guid.Empty || named.PipelineId == pipelineId
                ? named
                : throw Fault.Invalid([new FieldFault("stage_id", "other_pipeline", "The stage is a step of another pipeline.")]);
        }

        Sql pipeline = pipelineId != Guid.Empty
            ? (Sql)$"{pipelineId}"
            : (Sql)$"(select p.id from {db.Table<Pipeline>()} p where p.archived_at is null order by p.is_default desc, p.position, p.id limit 1)";
        var first = (await db.Query<Stage>($"where t.archived_at is null and t.kind = {StageKind.Open} and t.pipeline_id = {pipeline} order by t.position, t.id limit 1 for share", ct)).FirstOrDefault();
        if (first is not null)
            return first;
        if (pipelineId != Guid.Empty && await db.Get<Pipeline>(pipelineId, ct) is null)
            throw Fault.Invalid([new FieldFault("pipeline_id", "unknown_reference", "Pipeline names a row that doesn't exist or is archived.")]);
        throw Fault.Refused(new Refusal("no_open_stage", "There is no open stage for the deal. Create a pipeline with an open stage first.", "pipeline_id"));
    }
}
