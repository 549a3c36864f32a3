using System.Text.Json.Nodes;

namespace Nexus.Kernel.Declare;

/// <summary>
/// A kind of thing that a tenant keeps rows of. A module derives from it and declares properties; table, routes, permissions,
/// events, audit, search, import, pages and tools follow from the declaration.
/// </summary>
public abstract class Resource
{
    /// <summary>UUIDv7, given at creation, never changed.</summary>
    public Guid Id { get; set; }

    /// <summary>Counts the changes of the row from 1; it is the <c>ETag</c>.</summary>
    public long Version { get; set; }

    /// <summary>When the row was created, UTC.</summary>
    public DateTimeOffset CreatedAt { get; set; }

    /// <summary>The user who created it; null when no user did (a reaction, a job, activation).</summary>
    public Guid? CreatedBy { get; set; }

    /// <summary>When the row last changed, UTC.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    /// <summary>The user who last changed it.</summary>
    public Guid? UpdatedBy { get; set; }

    /// <summary>When the row was archived; null while it is in use. Rows are archived, never deleted.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    /// <summary>Values of the fields that the tenant itself defined, by name (<c>x_…</c>).</summary>
    public JsonObject Custom { get; set; } = [];

    /// <summary>Rules that span several fields; each fault found is reported together with the derived ones.</summary>
    public virtual IEnumerable<FieldFault> Validate() => [];
}

/// <summary>A resource whose rows belong to a user and perhaps a team, so that the row rules <c>own</c> and <c>team</c> have a meaning.</summary>
public interface IOwned
{
    /// <summary>The user who answers for the row.</summary>
    Guid? OwnerId { get; set; }

    /// <summary>The team that works on the row.</summary>
    Guid? TeamId { get; set; }
}

/// <summary>A resource of whose rows some are private: no grant, however wide, covers another's private row.</summary>
public interface IPrivate
{
    /// <summary>For its owner only.</summary>
    bool Private { get; set; }

    /// <summary>The user whose row it is.</summary>
    Guid? OwnerId { get; set; }
}

/// <summary>A resource with rules that need other rows or the caller; derived create, update, archive and restore ask it before they save.</summary>
public interface IGuarded
{
    /// <summary>Null when the row may be saved as it now is.</summary>
    Task<Refusal?> Guard(Tenancy.TenantDb db, Run.Call call, CancellationToken ct);
}

/// <summary>A resource of whose rows processes hold something in memory (who may do what): each change is announced to all of them.</summary>
public interface IHeldInMemory
{
    /// <summary>The id by which it is held.</summary>
    Guid MemoryKey { get; }
}

/// <summary>A fault in one field of an input: the field's path in JSON names, a stable code, and a sentence for a person.</summary>
public sealed record FieldFault(string Field, string Code, string Message);
