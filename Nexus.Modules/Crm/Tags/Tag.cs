using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Crm.Tags;

/// <summary>A label that companies, contacts, leads and deals can carry, with the colour in which it is shown.</summary>
[Resource("crm.tag", Setup = true)]
public sealed class Tag : Resource
{
    /// <summary>The label itself, as the rows carry it.</summary>
    [Required, MaxLength(50), Unique, Immutable]
    public string Name { get; set; } = "";

    /// <summary>Colour as <c>#rrggbb</c>.</summary>
    [RegularExpression("#[0-9a-fA-F]{6}")]
    public string Color { get; set; } = "#6b7280";

    /// <summary>When it is to be used.</summary>
    [MaxLength(500)]
    public string? Description { get; set; }
}
