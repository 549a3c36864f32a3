using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Balances;

/// <summary>How much of a variant a warehouse has, has promised and can still sell, and what it is worth. It follows from the movements and reservations.</summary>
[Resource("inventory.stock", Plural = "stock", Title = nameof(VariantId), Derived = Derived.None, Told = Told.ByOthers)]
public sealed class Stock : Resource
{
    /// <summary>What is in stock.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>Where.</summary>
    [References<Warehouse>]
    public Guid WarehouseId { get; set; }

    /// <summary>How many are there.</summary>
    public decimal OnHand { get; set; }

    /// <summary>Of these, how many are in quarantine.</summary>
    public decimal OnHold { get; set; }

    /// <summary>How many are promised to somebody.</summary>
    public decimal Reserved { get; set; }

    /// <summary>How many can still be sold: on hand, not on hold and not reserved.</summary>
    public decimal Available { get; set; }

    /// <summary>What all of it is worth, at cost.</summary>
    public Money Value { get; set; }

    /// <summary>What one cost when some last came in.</summary>
    public decimal UnitCost { get; set; }

    /// <summary>How it is valued; the warehouse's method.</summary>
    public ValuationMethod Valuation { get; set; }

    /// <summary>What is told apart of it.</summary>
    public Tracking Tracking { get; set; }

    /// <summary>When so few can be sold, more has to be ordered.</summary>
    public decimal? ReorderPoint { get; set; }

    /// <summary>How many are ordered then.</summary>
    public decimal? ReorderQuantity { get; set; }

    /// <summary>The latest time at which something moved.</summary>
    public DateTimeOffset? LastMovedAt { get; set; }

    internal static Guid IdOf(Guid variant, Guid warehouse) => TenantDb.IdOf(variant, warehouse);

    /// <summary>Promises some, or with a negative number takes a promise back.</summary>
    internal void Reserve(decimal quantity)
    {
        Reserved += quantity;
        Available = OnHand - OnHold - Reserved;
    }

    /// <summary>Some came in, or with a negative number went out.</summary>
    internal void Move(decimal quantity, bool onHold)
    {
        OnHand += quantity;
        OnHold += onHold ? quantity : 0;
        Available = OnHand - OnHold - Reserved;
    }

    /// <summary>The event that more has to be ordered, when this change brought it down to its reorder point.</summary>
    internal ReorderPointReached? Crossed(decimal availableBefore) => ReorderPoint is { } point && availableBefore > point && Available <= point
        ? new ReorderPointReached(Id, VariantId, WarehouseId, Available, point, ReorderQuantity)
        : null;
}

/// <summary>So few are left that more has to be ordered. Told once, when it comes to that.</summary>
/// <param name="Quantity">How many are to be ordered, where that is said.</param>
[Event("inventory.stock.reorder_point_reached")]
public sealed record ReorderPointReached(Guid StockId, Guid VariantId, Guid WarehouseId, decimal Available, decimal ReorderPoint, decimal? Quantity);
