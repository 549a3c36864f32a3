using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>That some of a variant came to a location or left it, at a value. Movements are only added; a mistake is made good by another one.</summary>
[Resource("inventory.movement", Title = nameof(Kind), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(StockId), nameof(EffectiveAt))]
public sealed class Movement : Resource
{
    /// <summary>The stock that it changed.</summary>
    [References<Stock>, Parent]
    public Guid StockId { get; set; }

    /// <summary>What moved.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>The warehouse.</summary>
    [References<Warehouse>]
    public Guid WarehouseId { get; set; }

    /// <summary>The location that it came to or left.</summary>
    [References<Location>]
    public Guid LocationId { get; set; }

    /// <summary>The lot or the piece, when they are told apart.</summary>
    [References<Lot>]
    public Guid? LotId { get; set; }

    /// <summary>Why it moved.</summary>
    [Indexed]
    public MovementKind Kind { get; set; }

    /// <summary>How many came, or with a minus left.</summary>
    public decimal Quantity { get; set; }

    /// <summary>What they are worth at cost, with the sign of the quantity.</summary>
    public Money Value { get; set; }

    /// <summary>When it moved; earlier than when it was entered, for what is entered late.</summary>
    [Indexed]
    public DateTimeOffset EffectiveAt { get; set; }

    /// <summary>What it was for, such as the number of an order or a delivery note.</summary>
    [MaxLength(200), Indexed]
    public string? Reference { get; set; }

    /// <summary>The row that it was for: a reservation, a transfer, a count, or a row of another module.</summary>
    [Indexed]
    public Guid? SourceId { get; set; }

    /// <summary>Why, in somebody's words.</summary>
    [MaxLength(500)]
    public string? Note { get; set; }
}

/// <summary>Why stock moved.</summary>
public enum MovementKind
{
    /// <summary>It was there when the books began.</summary>
    Opening,

    /// <summary>It was bought.</summary>
    Purchase,

    /// <summary>It was made.</summary>
    Production,

    /// <summary>A customer sent it back.</summary>
    Return,

    /// <summary>It went to a customer.</summary>
    Shipment,

    /// <summary>It was used up in the house.</summary>
    Consumption,

    /// <summary>It went from one location to another.</summary>
    Transfer,

    /// <summary>It was counted otherwise.</summary>
    Count,

    /// <summary>It broke or went bad.</summary>
    Damage,

    /// <summary>It is gone, or was found.</summary>
    Correction,
}
