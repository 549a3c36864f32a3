using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>A set of permissions with the rows that they hold for.</summary>
[Resource("core.role", Storage = Storage.Shared, Table = "nexus.roles")]
public sealed class Role : Resource, IGuarded, IHeldInMemory
{
    /// <summary>Short name, by which users and API keys hold the role.</summary>
    [Required, MaxLength(50), RegularExpression("[a-z][a-z0-9_]*"), Unique, Immutable]
    public string Name { get; set; } = "";

    /// <summary>What the role is for.</summary>
    [MaxLength(500)]
    public string Description { get; set; } = "";

    /// <summary>What it allows: permission or pattern, and the rows (<c>own</c>, <c>team</c>, <c>all</c>).</summary>
    public List<Grant> Grants { get; set; } = [];

    Guid IHeldInMemory.MemoryKey => Id;

    public override IEnumerable<FieldFault> Validate() =>
        Grants.Count > Granting.GrantsMax ? [new FieldFault("grants", "too_long", $"A role has at most {Granting.GrantsMax} grants.")]
        : Grants.Any(g => string.IsNullOrEmpty(g?.Permission)) ? [new FieldFault("grants", "required", "Each grant needs a permission.")]
        : [];

    /// <summary>Grants name permissions that there are, nobody gives or takes what they don't have, and an administrator must remain.</summary>
    async Task<Refusal?> IGuarded.Guard(TenantDb db, Call call, CancellationToken ct)
    {
        Granting.RequireKnown(db, "grants", Grants.Select(g => g.Permission));
        if (!call.Caller.Rights.CanGive([.. Grants, .. await Granting.GrantsOf(db, [Name], ct)]))
            throw Granting.Beyond();
        var stays = ArchivedAt is null && Grants.Contains(Granting.Administrator);
        return stays ? null : await Granting.LastAdministrator(db, $"r.id <> {Id}", ct);
    }
}
