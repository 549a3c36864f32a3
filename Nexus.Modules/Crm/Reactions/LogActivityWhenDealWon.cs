using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;
using Nexus.Modules.Crm.Deals;

namespace Nexus.Modules.Crm.Reactions;

/// <summary>Writes a note about a won deal, so that it shows in the story of its company and contact.</summary>
public sealed class LogActivityWhenDealWon : IReaction<LogActivityWhenDealWon, DealWon>
{
    public static Task React(DealWon happened, ReactionContext context, CancellationToken ct)
    {
        var note = new
        {
            kind = "note",
            subject = $"Deal won: {happened.Name}",
            body = happened.Value is { } value ? FormattableString.Invariant($"Won for {value.Amount:0.##} {value.Currency}.") : null,
            done_at = context.Event.At,
            deal_id = happened.DealId,
            company_id = happened.CompanyId,
            contact_id = happened.ContactId,
            owner_id = happened.OwnerId,
            team_id = happened.TeamId,
        };
        return context.Run("crm.activity.create", JsonSerializer.SerializeToElement(note, NexusJson.Options), null, ct);
    }
}
