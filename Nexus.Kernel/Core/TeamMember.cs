using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>A user's place in a team. Archive it to take the user out of the team.</summary>
[Resource("core.team_member", Storage = Storage.Shared, Table = "nexus.team_members", Derived = Derived.Create | Derived.Archive)]
public sealed class TeamMember : Resource, IHeldInMemory
{
    /// <summary>The team.</summary>
    [Required, Immutable, References<Team>]
    public Guid TeamId { get; set; }

    /// <summary>The user who is in it.</summary>
    [Required, Immutable, References<User>]
    public Guid UserId { get; set; }

    Guid IHeldInMemory.MemoryKey => UserId;
}
