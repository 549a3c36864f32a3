using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Counts;

/// <summary>What was counted of a variant, and of which lot, at a location.</summary>
[Resource("inventory.count_line", Title = nameof(Counted), Derived = Derived.None)]
public sealed class CountLine : Resource
{
    /// <summary>The count.</summary>
    [References<StockCount>, Parent]
    public Guid CountId { get; set; }

    /// <summary>What was counted.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>Where.</summary>
    [References<Location>]
    public Guid LocationId { get; set; }

    /// <summary>The lot or the piece, where they are told apart.</summary>
    [References<Lot>]
    public Guid? LotId { get; set; }

    /// <summary>How many there should have been when it was counted.</summary>
    public decimal Expected { get; set; }

    /// <summary>How many there were.</summary>
    public decimal Counted { get; set; }

    /// <summary>How many more there were, or with a minus fewer.</summary>
    public decimal Difference { get; set; }
}
