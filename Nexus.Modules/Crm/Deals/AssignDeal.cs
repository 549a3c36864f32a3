using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Gives a deal to a user, a team or both.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="OwnerId">The user who is to answer for it.</param>
/// <param name="TeamId">The team that is to work on it.</param>
[Operation("crm.deal.assign", Effect.Write)]
public sealed record AssignDeal(Guid DealId, Guid? OwnerId = null, Guid? TeamId = null) : IOperation<AssignDeal, AssignDeal.State, DealAssigned>
{
    /// <summary>The deal and who gets it.</summary>
    public sealed record State(Deal Deal, Assignee Assignee);

    public static async Task<State?> Load(AssignDeal input, TenantDb db, CancellationToken ct) =>
        await db.Find<Deal>(input.DealId, ct) is { } deal ? new State(deal, await Assignee.Find(input.OwnerId, input.TeamId, db, ct)) : null;

    public static Outcome<DealAssigned> Decide(AssignDeal input, State state, Call call)
    {
        var deal = state.Deal;
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be assigned. Restore it first.");

        var before = deal.OwnerId;
        state.Assignee.TakeOver(deal);
        return Outcome.Of(new DealAssigned(deal.Id, deal.OwnerId, deal.TeamId, before)).AnswerWith(deal);
    }
}

/// <summary>A deal was given to a user or a team.</summary>
/// <param name="Before">The user who answered for it before.</param>
[Event("crm.deal.assigned")]
public sealed record DealAssigned(Guid DealId, Guid? OwnerId, Guid? TeamId, Guid? Before);
