using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Pipelines;

/// <summary>Makes a pipeline the one that new deals go to when they name none.</summary>
/// <param name="PipelineId">The pipeline.</param>
[Operation("crm.pipeline.make_default", Effect.Write)]
public sealed record MakePipelineDefault(Guid PipelineId) : IOperation<MakePipelineDefault, MakePipelineDefault.State, PipelineMadeDefault>
{
    /// <summary>The pipeline and those that have been the default so far.</summary>
    public sealed record State(Pipeline Pipeline, IReadOnlyList<Pipeline> Defaults);

    public static async Task<State?> Load(MakePipelineDefault input, TenantDb db, CancellationToken ct)
    {
        var defaults = await db.Query<Pipeline>($"where t.is_default or t.id = {input.PipelineId} order by t.id for update", ct);
        return await db.Find<Pipeline>(input.PipelineId, ct) is { } pipeline ? new State(pipeline, [.. defaults.Where(p => p.Id != pipeline.Id)]) : null;
    }

    public static Outcome<PipelineMadeDefault> Decide(MakePipelineDefault input, State state, Call call)
    {
        if (state.Pipeline.ArchivedAt is not null)
            return new Refusal("archived", "An archived pipeline can't be the default. Restore it first.");
        foreach (var other in state.Defaults)
            other.IsDefault = false;
        state.Pipeline.IsDefault = true;
        return Outcome.Of(new PipelineMadeDefault(state.Pipeline.Id)).AnswerWith(state.Pipeline);
    }
}

/// <summary>New deals that name no pipeline go to this one from now on.</summary>
[Event("crm.pipeline.made_default")]
public sealed record PipelineMadeDefault(Guid PipelineId);
