using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>Who changed what, when, from what to what. Entries are only ever added, and sealed into the tenant's hash chain within a second.</summary>
[Resource("core.audit_entry", Plural = "audit_entries", Storage = Storage.Shared, Table = "nexus.audit_entries", Title = "Operation", Derived = Derived.None)]
public sealed class AuditEntry : Resource
{
    /// <summary>When it was done, UTC.</summary>
    public DateTimeOffset At { get; set; }

    /// <summary>Kind of who did it: <c>user</c>, <c>api_key</c>, <c>platform</c>, <c>reaction</c>, <c>job</c> or <c>system</c>.</summary>
    public string ActorKind { get; set; } = "";

    /// <summary>The user's or API key's id.</summary>
    public Guid? ActorId { get; set; }

    /// <summary>Who did it: an e-mail, a key's name, a reaction's name.</summary>
    public string Actor { get; set; } = "";

    /// <summary>Who caused it, where a reaction, a job or the system did it.</summary>
    public string? OnBehalfOf { get; set; }

    /// <summary>The operation that was run.</summary>
    public string Operation { get; set; } = "";

    /// <summary>The kind of row that was changed.</summary>
    public string Resource { get; set; } = "";

    /// <summary>The row that was changed.</summary>
    public Guid? RowId { get; set; }

    /// <summary>The changed fields before; null for a new row.</summary>
    public JsonObject? Before { get; set; }

    /// <summary>The changed fields after.</summary>
    public JsonObject? After { get; set; }

    /// <summary>Its number in the chain; null for the moment until it is sealed.</summary>
    public long? Sequence { get; set; }

    /// <summary>The trace that it belongs to, for who looks into the installation's telemetry.</summary>
    public string? TraceId { get; set; }
}
