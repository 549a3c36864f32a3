using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Why a deal is lost: one of the reasons, somebody's own words, or both.</summary>
public sealed record WhyLost(Guid? ReasonId, string? Name, string? Note)
{
    /// <summary>Null when nothing was said. Words that are the name of a reason mean that reason.</summary>
    /// <exception cref="Fault">422 when the id leads to no reason in use.</exception>
    internal static async Task<WhyLost?> Find(TenantDb db, string? words, Guid? id, string? note, CancellationToken ct)
    {
        if (id is not null)
        {
            var named = await db.Get<LostReason>(id, ct) ?? throw Fault.Invalid([new FieldFault("lost_reason_id", "unknown_reference", "There is no such lost reason in use.")]);
            return new WhyLost(named.Id, named.Name, Together(words, note));
        }

        if (string.IsNullOrWhiteSpace(words))
            return null;
        var reason = (await db.Query<LostReason>($"where lower(t.name) = lower({words}) and t.archived_at is null", ct)).FirstOrDefault();
        return reason is null ? new WhyLost(null, null, Together(words, note)) : new WhyLost(reason.Id, reason.Name, note);
    }

    internal static Fault Needed() => Fault.Invalid([new FieldFault("reason", "required", "Say why the deal is lost, by reason or lost_reason_id.")]);

    private static string? Together(string? words, string? note) =>
        string.IsNullOrWhiteSpace(words) ? note : string.IsNullOrWhiteSpace(note) ? words : $"{words}: {note}";
}
