using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Tests.Docs.Library;

/// <summary>A book that has to be bought.</summary>
[Resource("library.purchase", Title = nameof(Title))]
public sealed class Purchase : Resource
{
    /// <summary>What to order.</summary>
    [Required, MaxLength(300)]
    public string Title { get; set; } = "";

    /// <summary>What it may cost.</summary>
    public Money? PriceLimit { get; set; }
}
