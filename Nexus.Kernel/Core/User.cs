using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>A person who works in the tenant.</summary>
[Resource("core.user", Storage = Storage.Shared, Table = "nexus.users", Derived = Derived.Update | Derived.Archive)]
public sealed class User : Resource, IGuarded, IHeldInMemory
{
    /// <summary>The e-mail is the user's name at log-in.</summary>
    [Required, EmailAddress, Immutable]
    public string Email { get; set; } = "";

    /// <summary>What colleagues call them.</summary>
    [MaxLength(200)]
    public string Name { get; set; } = "";

    /// <summary>Names of the roles that say what the user may do; changed by <c>set_roles</c>.</summary>
    [ReadOnly(true)]
    public string[] Roles { get; set; } = [];

    /// <summary>Language of texts and numbers, <c>en</c> or <c>de</c>.</summary>
    [MaxLength(10)]
    public string Locale { get; set; } = "en";

    /// <summary>When the user last logged in.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? LastLoginAt { get; set; }

    Guid IHeldInMemory.MemoryKey => Id;

    /// <summary>Who archives a user, or brings one back, must have what that user has, and an administrator must remain.</summary>
    async Task<Refusal?> IGuarded.Guard(TenantDb db, Call call, CancellationToken ct)
    {
        var stays = ArchivedAt is null;
        if (stays && !await db.Scalar<bool>($"select archived_at is not null from nexus.users where id = {Id}", ct))
            return null;
        await Granting.RequireWithin(db, call, Roles, ct);
        return stays ? null : await Granting.LastAdministrator(db, $"u.id <> {Id}", ct);
    }
}
