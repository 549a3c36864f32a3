using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Inventory.Lots;

/// <summary>A lot of a variant, or one piece of it with its serial number. Made when it first comes in.</summary>
[Resource("inventory.lot", Title = nameof(Code), Derived = Derived.Update, Told = Told.ByOperation)]
public sealed class Lot : Resource
{
    /// <summary>The variant.</summary>
    [Required, References("catalog.variant"), Immutable]
    public Guid VariantId { get; set; }

    /// <summary>Number of the lot or of the piece.</summary>
    [Required, MaxLength(100), Searchable, Immutable, Indexed]
    public string Code { get; set; } = "";

    /// <summary>The last day on which it can be sold. What expires first is shipped first.</summary>
    [Indexed]
    public DateOnly? ExpiresOn { get; set; }
}
