using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Balances;

/// <summary>How much of a variant, and of which lot, is at a location. It follows from the movements.</summary>
[Resource("inventory.level", Title = nameof(LocationId), Derived = Derived.None, Told = Told.ByOthers)]
public sealed class Level : Resource
{
    /// <summary>The stock of the warehouse that it is a part of.</summary>
    [References<Stock>, Parent]
    public Guid StockId { get; set; }

    /// <summary>What is there.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>Where.</summary>
    [References<Location>]
    public Guid LocationId { get; set; }

    /// <summary>The lot or the piece, when they are told apart.</summary>
    [References<Lot>]
    public Guid? LotId { get; set; }

    /// <summary>How many are there.</summary>
    public decimal OnHand { get; set; }

    internal static Guid IdOf(Guid variant, Guid location, Guid? lot) => TenantDb.IdOf(variant, location, lot ?? Guid.Empty);
}
