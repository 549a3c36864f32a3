using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>A reaction that failed as often as it may. Its effects have not happened; see to the cause, then replay it, or discard it.</summary>
[Resource("core.parked_reaction", Storage = Storage.Shared, Table = "nexus.parked_reactions", Derived = Derived.None, Title = "Reaction")]
public sealed class ParkedReaction : Resource
{
    /// <summary>The reaction's name.</summary>
    public string Reaction { get; set; } = "";

    /// <summary>What happened, such as <c>crm.deal.won</c>.</summary>
    public string EventName { get; set; } = "";

    /// <summary>Id of the event.</summary>
    public Guid EventId { get; set; }

    /// <summary>The kind of row that the event is about.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The row that the event is about.</summary>
    public Guid? RowId { get; set; }

    /// <summary>Who caused the event.</summary>
    public string Actor { get; set; } = "";

    /// <summary>How often it was tried.</summary>
    public int Attempts { get; set; }

    /// <summary>Stable code of the last failure.</summary>
    public string? ErrorCode { get; set; }

    /// <summary>What the last failure was.</summary>
    public string? ErrorMessage { get; set; }
}

/// <summary>A parked reaction was put back to run again.</summary>
[Event("core.parked_reaction.replayed")]
public sealed record ParkedReactionReplayed(Guid ParkedReactionId, string Reaction, Guid EventId);

/// <summary>A parked reaction was given up.</summary>
[Event("core.parked_reaction.discarded")]
public sealed record ParkedReactionDiscarded(Guid ParkedReactionId, string Reaction, Guid EventId);

/// <summary>Runs a parked reaction again, with all its attempts, within moments.</summary>
/// <param name="ParkedReactionId">The parked reaction.</param>
[Operation("core.parked_reaction.replay", Effect.Write)]
public sealed record ReplayParkedReaction(Guid ParkedReactionId) : IWideOperation<ReplayParkedReaction, ParkedReactionReplayed>
{
    public static async Task<Outcome<ParkedReactionReplayed>> Run(ReplayParkedReaction input, TenantDb db, Call call, CancellationToken ct)
    {
        var parked = await ParkedRow.Hold(input.ParkedReactionId, db, ct);
        await db.Change($"update nexus.inbox set status = 'due', due_at = now(), attempts = 0, ended_at = null where id = {input.ParkedReactionId}", ct);
        return new ParkedReactionReplayed(input.ParkedReactionId, parked.Reaction, parked.EventId);
    }
}

/// <summary>Gives a parked reaction up: it will not run, and is no longer listed.</summary>
/// <param name="ParkedReactionId">The parked reaction.</param>
[Operation("core.parked_reaction.discard", Effect.Write)]
public sealed record DiscardParkedReaction(Guid ParkedReactionId) : IWideOperation<DiscardParkedReaction, ParkedReactionDiscarded>
{
    public static async Task<Outcome<ParkedReactionDiscarded>> Run(DiscardParkedReaction input, TenantDb db, Call call, CancellationToken ct)
    {
        var parked = await ParkedRow.Hold(input.ParkedReactionId, db, ct);
        await db.Change($"update nexus.inbox set status = 'discarded', ended_at = now() where id = {input.ParkedReactionId}", ct);
        return new ParkedReactionDiscarded(input.ParkedReactionId, parked.Reaction, parked.EventId);
    }
}

/// <summary>A parked inbox row, locked until the operation ends.</summary>
internal sealed record ParkedRow(string Reaction, Guid EventId)
{
    public static async Task<ParkedRow> Hold(Guid id, TenantDb db, CancellationToken ct)
    {
        await using var reader = await db.Execute($"select reaction, event_id from nexus.inbox where id = {id} and tenant_id = {db.Tenant.Id} and status = 'parked' for update", ct);
        return await reader.ReadAsync(ct) ? new ParkedRow(reader.GetString(0), reader.GetGuid(1)) : throw Fault.NotFound("parked reaction");
    }
}
