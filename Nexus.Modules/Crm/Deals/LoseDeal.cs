using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Pipelines;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Marks an open deal as lost and says why: it goes to the pipeline's lost stage.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Reason">The name of a lost reason, or your own words.</param>
/// <param name="LostReasonId">A lost reason by its id, instead of by name.</param>
/// <param name="Note">More about it.</param>
[Operation("crm.deal.lose", Effect.Write)]
public sealed record LoseDeal(Guid DealId, [MaxLength(500)] string? Reason = null, [References<LostReason>] Guid? LostReasonId = null, [MaxLength(400)] string? Note = null)
    : IOperation<LoseDeal, LoseDeal.State, DealLost>
{
    /// <summary>The deal and why it is lost.</summary>
    public sealed record State(Deal Deal, IReadOnlyList<Stage> Stages, WhyLost Why);

    public static async Task<State?> Load(LoseDeal input, TenantDb db, CancellationToken ct) =>
        await DealInPipeline.Find(db, input.DealId, ct) is { } found
            ? new State(found.Deal, found.Stages, await WhyLost.Find(db, input.Reason, input.LostReasonId, input.Note, ct) ?? throw WhyLost.Needed())
            : null;

    public static Outcome<DealLost> Decide(LoseDeal input, State state, Call call)
    {
        var deal = state.Deal;
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be lost. Restore it first.");
        if (deal.Status is DealStatus.Lost)
            return new Refusal("already_lost", "The deal has been lost already.");
        if (deal.Status is DealStatus.Won)
            return new Refusal("deal_won", "A won deal can't be lost. Reopen it first.");

        var change = deal.Lose(state.Stages, null, state.Why.ReasonId, state.Why.Note, call);
        var lost = Outcome.Of(DealLost.Of(deal, state.Why)).AnswerWith(deal);
        return change is null ? lost : lost.Add(change);
    }
}

/// <summary>A deal was lost.</summary>
/// <param name="Reason">The reason's name, or the words that were given.</param>
[Event("crm.deal.lost")]
public sealed record DealLost(Guid DealId, string Name, Money? Value, string? Reason, Guid StageId, Guid? CompanyId, Guid? OwnerId, Guid? TeamId)
{
    internal static DealLost Of(Deal deal, WhyLost why) => new(deal.Id, deal.Name, deal.Value, why.Name ?? why.Note, deal.StageId, deal.CompanyId, deal.OwnerId, deal.TeamId);
}
