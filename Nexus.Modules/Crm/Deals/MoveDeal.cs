using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Moves an open deal to another stage of its pipeline, and keeps the move in its history. Moving it to a won or lost stage wins or loses it.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="StageId">The stage to move it to; with a position also the one that it is in.</param>
/// <param name="Position">Place among the deals of the stage, smaller comes first; at the end when not given.</param>
/// <param name="Reason">For a lost stage: the name of a lost reason, or your own words.</param>
/// <param name="LostReasonId">For a lost stage: a lost reason by its id.</param>
[Operation("crm.deal.move", Effect.Write)]
public sealed record MoveDeal(Guid DealId, [References<Stage>] Guid StageId, decimal? Position = null, [MaxLength(500)] string? Reason = null, [References<LostReason>] Guid? LostReasonId = null)
    : IOperation<MoveDeal, MoveDeal.State, DealMoved>
{
    /// <summary>The deal, its pipeline's stages, the stage to move to, and why it is lost if it is.</summary>
    public sealed record State(Deal Deal, IReadOnlyList<Stage> Stages, Stage? Target, WhyLost? Why);

    public static async Task<State?> Load(MoveDeal input, TenantDb db, CancellationToken ct)
    {
        if (await DealInPipeline.Find(db, input.DealId, ct) is not { } found)
            return null;
        var target = found.Stages.FirstOrDefault(s => s.Id == input.StageId)
            ?? (await db.Query<Stage>($"where t.id = {input.StageId}", ct)).FirstOrDefault()
            ?? throw Fault.Invalid([new FieldFault("stage_id", "unknown_reference", "There is no such stage.")]);
        var why = target.Kind is StageKind.Lost ? await WhyLost.Find(db, input.Reason, input.LostReasonId, null, ct) : null;
        return new State(found.Deal, found.Stages, target, why);
    }

    public static Outcome<DealMoved> Decide(MoveDeal input, State state, Call call)
    {
        var (deal, target) = (state.Deal, state.Target!);
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be moved. Restore it first.");
        if (target.PipelineId != deal.PipelineId)
            return new Refusal("other_pipeline", "The stage is a step of another pipeline. Change the deal's pipeline instead.", "stage_id");
        if (target.ArchivedAt is not null)
            return new Refusal("stage_archived", "The stage is archived.", "stage_id");
        if (target.Id == deal.StageId)
            return input.Position is { } place ? Place(deal, place) : new Refusal("already_in_stage", "The deal is in that stage already.", "stage_id");
        if (deal.Status is not DealStatus.Open)
            return new Refusal("deal_closed", "A deal that was won or lost can't be moved. Reopen it first.");
        if (target.Kind is StageKind.Lost && state.Why is null)
            return new Refusal("reason_required", "Say why the deal is lost, by reason or lost_reason_id.", "reason");

        var from = deal.StageId;
        var change = target.Kind switch
        {
            StageKind.Won => deal.Win(state.Stages, target, call)!,
            StageKind.Lost => deal.Lose(state.Stages, target, state.Why!.ReasonId, state.Why.Note, call)!,
            _ => deal.Enter(target, from, call, input.Position),
        };
        deal.Position = input.Position ?? deal.Position;
        var moved = Moved(deal, from).Add(change);
        return target.Kind switch
        {
            StageKind.Won => moved.Also(DealWon.Of(deal)),
            StageKind.Lost => moved.Also(DealLost.Of(deal, state.Why!)),
            _ => moved,
        };
    }

    private static Outcome<DealMoved> Place(Deal deal, decimal position)
    {
        deal.Position = position;
        return Moved(deal, deal.StageId);
    }

    private static Outcome<DealMoved> Moved(Deal deal, Guid from) =>
        Outcome.Of(new DealMoved(deal.Id, deal.Name, from, deal.StageId, deal.Status, deal.Value, deal.OwnerId, deal.TeamId)).AnswerWith(deal);
}

/// <summary>A deal was moved from one stage to another, or within one.</summary>
/// <param name="Status">How it stands afterwards.</param>
[Event("crm.deal.moved")]
public sealed record DealMoved(Guid DealId, string Name, Guid FromStageId, Guid StageId, DealStatus Status, Money? Value, Guid? OwnerId, Guid? TeamId);
