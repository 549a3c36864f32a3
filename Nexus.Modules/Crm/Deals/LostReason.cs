using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Crm.Deals;

/// <summary>A reason for which deals are lost, to choose from.</summary>
[Resource("crm.lost_reason", Setup = true)]
public sealed class LostReason : Resource
{
    /// <summary>The reason, such as <c>Too expensive</c>.</summary>
    [Required, MaxLength(100), Unique]
    public string Name { get; set; } = "";

    /// <summary>Order in which reasons are shown; smaller comes first.</summary>
    public int Position { get; set; }

    /// <summary>When it applies.</summary>
    [MaxLength(500)]
    public string? Description { get; set; }
}
