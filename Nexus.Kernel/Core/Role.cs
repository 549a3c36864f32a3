using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Core;

/// <summary>A set of permissions with the rows that they hold for.</summary>
[Resource("core.role", Storage = Storage.Shared, Table = "nexus.roles")]
public sealed class Role : Resource
{
    /// <summary>Short name, by which users and API keys hold the role.</summary>
    [Required, MaxLength(50), RegularExpression("[a-z][a-z0-9_]*"), Unique, Immutable]
    public string Name { get; set; } = "";

    /// <summary>What the role is for.</summary>
    [MaxLength(500)]
    public string Description { get; set; } = "";

    /// <summary>What it allows: permission or pattern, and the rows (<c>own</c>, <c>team</c>, <c>all</c>).</summary>
    public List<Grant> Grants { get; set; } = [];
}
