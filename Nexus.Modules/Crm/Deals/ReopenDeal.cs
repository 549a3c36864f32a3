using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Makes a won or lost deal open again, in the open stage that it was in last or in the one named.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="StageId">An open stage of the same pipeline.</param>
[Operation("crm.deal.reopen", Effect.Write)]
public sealed record ReopenDeal(Guid DealId, [References<Stage>] Guid? StageId = null) : IOperation<ReopenDeal, ReopenDeal.State, DealReopened>
{
    /// <summary>The deal, its pipeline's stages, and the stages that it left, latest first.</summary>
    public sealed record State(Deal Deal, IReadOnlyList<Stage> Stages, IReadOnlyList<Guid> Left);

    public static async Task<State?> Load(ReopenDeal input, TenantDb db, CancellationToken ct) =>
        await DealInPipeline.Find(db, input.DealId, ct) is { } found
            ? new State(found.Deal, found.Stages, await db.Column<Guid>($"select c.from_stage_id from {db.Table<DealStageChange>()} c where c.deal_id = {input.DealId} and c.from_stage_id is not null order by c.created_at desc, c.id desc", ct))
            : null;

    public static Outcome<DealReopened> Decide(ReopenDeal input, State state, Call call)
    {
        var deal = state.Deal;
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be reopened. Restore it first.");
        if (deal.Status is DealStatus.Open)
            return new Refusal("deal_open", "The deal is open.");

        var open = state.Stages.Where(s => s.Kind is StageKind.Open && s.ArchivedAt is null).ToArray();
        var stage = input.StageId is { } named
            ? open.FirstOrDefault(s => s.Id == named)
            : state.Left.Select(left => open.FirstOrDefault(s => s.Id == left)).FirstOrDefault(s => s is not null) ?? open.FirstOrDefault();
        if (stage is null)
            return input.StageId is null
                ? new Refusal("no_open_stage", "The pipeline has no open stage. Create one first.")
                : new Refusal("stage_not_open", "Name an open stage of the deal's pipeline.", "stage_id");

        var change = deal.Reopen(stage, call);
        var reopened = Outcome.Of(new DealReopened(deal.Id, deal.Name, deal.StageId, deal.OwnerId, deal.TeamId)).AnswerWith(deal);
        return change is null ? reopened : reopened.Add(change);
    }
}

/// <summary>A deal that was won or lost is open again.</summary>
[Event("crm.deal.reopened")]
public sealed record DealReopened(Guid DealId, string Name, Guid StageId, Guid? OwnerId, Guid? TeamId);
