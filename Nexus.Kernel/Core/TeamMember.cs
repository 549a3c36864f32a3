using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>A user's place in a team. Archive it to take the user out of the team.</summary>
[Resource("core.team_member", Storage = Storage.Shared, Table = "nexus.team_members", Derived = Derived.Create | Derived.Archive)]
public sealed class TeamMember : Resource, IGuarded, IHeldInMemory
{
    /// <summary>The team.</summary>
    [Required, Immutable, References<Team>]
    public Guid TeamId { get; set; }

    /// <summary>The user who is in it.</summary>
    [Required, Immutable, References<User>]
    public Guid UserId { get; set; }

    Guid IHeldInMemory.MemoryKey => UserId;

    /// <summary>A place in a team is a right to its rows: nobody gives it, or takes it, who doesn't have that right.</summary>
    async Task<Refusal?> IGuarded.Guard(TenantDb db, Call call, CancellationToken ct)
    {
        var isIn = call.Caller.TeamIds.Contains(TeamId);
        if (!isIn && db.Operation is { } operation && call.Caller.Rights.RowsFor(operation.Name) is not Rows.All)
            throw Granting.Beyond();
        var roles = (await db.Get<User>(UserId, ct))?.Roles ?? [];
        var given = (await Granting.GrantsOf(db, roles, ct)).Where(g => g.Rows is Rows.Team).Select(g => isIn ? g : g with { Rows = Rows.All });
        return call.Caller.Rights.CanGive([.. given]) ? null : throw Granting.Beyond();
    }
}
