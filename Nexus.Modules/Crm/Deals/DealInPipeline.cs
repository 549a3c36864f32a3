using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>A deal, locked, with the stages that matter for it, in their order; archived ones too.</summary>
public sealed record DealInPipeline(Deal Deal, IReadOnlyList<Stage> Stages)
{
    /// <summary>Null when the deal isn't there for the caller. Nobody can archive the stages meanwhile.</summary>
    internal static async Task<DealInPipeline?> Find(TenantDb db, Guid dealId, CancellationToken ct) =>
        await db.Find<Deal>(dealId, ct) is { } deal
            ? new DealInPipeline(deal, await db.Query<Stage>($"where t.pipeline_id = {deal.PipelineId} order by t.position, t.id for share", ct))
            : null;
}
