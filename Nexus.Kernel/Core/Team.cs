using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>People who work on the same rows: the row rule <c>team</c> goes by it.</summary>
[Resource("core.team", Storage = Storage.Shared, Table = "nexus.teams")]
public sealed class Team : Resource, IHeldInMemory
{
    /// <summary>What the team is called.</summary>
    [Required, MaxLength(200), Unique]
    public string Name { get; set; } = "";

    /// <summary>What it does.</summary>
    [MaxLength(2000)]
    public string? Description { get; set; }

    Guid IHeldInMemory.MemoryKey => Id;
}
