using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Takes an open deal to another pipeline: to the stage named, or to that pipeline's first open one.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="PipelineId">The pipeline to go to.</param>
/// <param name="StageId">An open stage of that pipeline.</param>
[Operation("crm.deal.change_pipeline", Effect.Write)]
public sealed record ChangePipeline(Guid DealId, [References<Pipeline>] Guid PipelineId, [References<Stage>] Guid? StageId = null) : IOperation<ChangePipeline, ChangePipeline.State, DealPipelineChanged>
{
    /// <summary>The deal, the pipeline to go to, and its stages.</summary>
    public sealed record State(Deal Deal, Pipeline Pipeline, IReadOnlyList<Stage> Stages);

    public static async Task<State?> Load(ChangePipeline input, TenantDb db, CancellationToken ct)
    {
        if (await db.Find<Deal>(input.DealId, ct) is not { } deal)
            return null;
        var pipeline = (await db.Query<Pipeline>($"where t.id = {input.PipelineId} for share", ct)).FirstOrDefault()
            ?? throw Fault.Invalid([new FieldFault("pipeline_id", "unknown_reference", "There is no such pipeline.")]);
        return new State(deal, pipeline, await db.Query<Stage>($"where t.pipeline_id = {pipeline.Id} order by t.position, t.id for share", ct));
    }

    public static Outcome<DealPipelineChanged> Decide(ChangePipeline input, State state, Call call)
    {
        var deal = state.Deal;
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be moved. Restore it first.");
        if (deal.Status is not DealStatus.Open)
            return new Refusal("deal_closed", "A deal that was won or lost can't be moved. Reopen it first.");
        if (state.Pipeline.ArchivedAt is not null)
            return new Refusal("pipeline_archived", "The pipeline is archived.", "pipeline_id");
        if (state.Pipeline.Id == deal.PipelineId)
            return new Refusal("already_in_pipeline", "The deal is in that pipeline already. Move it between stages instead.", "pipeline_id");

        var open = state.Stages.Where(s => s.Kind is StageKind.Open && s.ArchivedAt is null);
        var stage = open.FirstOrDefault(s => input.StageId is null || s.Id == input.StageId);
        if (stage is null)
            return input.StageId is null
                ? new Refusal("no_open_stage", "The pipeline has no open stage. Create one first.", "pipeline_id")
                : new Refusal("stage_not_open", "Name an open stage of the pipeline to go to.", "stage_id");

        var (fromPipeline, fromStage) = (deal.PipelineId, deal.StageId);
        var change = deal.Enter(stage, fromStage, call);
        return Outcome.Of(new DealPipelineChanged(deal.Id, deal.Name, fromPipeline, deal.PipelineId, fromStage, deal.StageId, deal.OwnerId, deal.TeamId)).AnswerWith(deal).Add(change);
    }
}

/// <summary>A deal was taken to another pipeline.</summary>
[Event("crm.deal.pipeline_changed")]
public sealed record DealPipelineChanged(Guid DealId, string Name, Guid FromPipelineId, Guid PipelineId, Guid FromStageId, Guid StageId, Guid? OwnerId, Guid? TeamId);
