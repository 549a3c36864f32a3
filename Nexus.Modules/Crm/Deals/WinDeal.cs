using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Marks an open deal as won: it goes to the pipeline's won stage. An amount given becomes its value.</summary>
/// <param name="DealId">The deal.</param>
/// <param name="Amount">What it was won for; the deal's value stays when none is given.</param>
[Operation("crm.deal.win", Effect.Write)]
public sealed record WinDeal(Guid DealId, [Range(0d, 999_999_999_999_999d)] Money? Amount = null) : IOperation<WinDeal, DealInPipeline, DealWon>
{
    public static Task<DealInPipeline?> Load(WinDeal input, TenantDb db, CancellationToken ct) => DealInPipeline.Find(db, input.DealId, ct);

    public static Outcome<DealWon> Decide(WinDeal input, DealInPipeline state, Call call)
    {
        var deal = state.Deal;
        if (deal.ArchivedAt is not null)
            return new Refusal("archived", "An archived deal can't be won. Restore it first.");
        if (deal.Status is DealStatus.Won)
            return new Refusal("already_won", "The deal has been won already.");
        if (deal.Status is DealStatus.Lost)
            return new Refusal("deal_lost", "A lost deal can't be won. Reopen it first.");

        deal.Value = input.Amount ?? deal.Value;
        var change = deal.Win(state.Stages, null, call);
        var won = Outcome.Of(DealWon.Of(deal)).AnswerWith(deal);
        return change is null ? won : won.Add(change);
    }
}

/// <summary>A deal was won.</summary>
[Event("crm.deal.won")]
public sealed record DealWon(Guid DealId, string Name, Money? Value, Guid StageId, Guid? CompanyId, Guid? ContactId, Guid? OwnerId, Guid? TeamId)
{
    internal static DealWon Of(Deal deal) => new(deal.Id, deal.Name, deal.Value, deal.StageId, deal.CompanyId, deal.ContactId, deal.OwnerId, deal.TeamId);
}
