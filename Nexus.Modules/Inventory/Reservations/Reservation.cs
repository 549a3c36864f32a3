using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>That some of a variant is promised to somebody, until it is shipped or the promise ends.</summary>
[Resource("inventory.reservation", Title = nameof(Reference), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(StockId), nameof(Status), nameof(ExpiresAt))]
[Index(nameof(Status), nameof(ExpiresAt))]
public sealed class Reservation : Resource
{
    /// <summary>The stock from which it is promised.</summary>
    [References<Stock>]
    public Guid StockId { get; set; }

    /// <summary>What is promised.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>From which warehouse.</summary>
    [References<Warehouse>]
    public Guid WarehouseId { get; set; }

    /// <summary>How many were promised.</summary>
    public decimal Quantity { get; set; }

    /// <summary>How many of them have been shipped.</summary>
    public decimal Shipped { get; set; }

    /// <summary>How many are still promised.</summary>
    public decimal Open { get; set; }

    /// <summary>What became of it.</summary>
    public ReservationStatus Status { get; set; }

    /// <summary>When the promise ends by itself; empty when it doesn't.</summary>
    public DateTimeOffset? ExpiresAt { get; set; }

    /// <summary>What it is for, such as the number of an order.</summary>
    [MaxLength(200), Indexed]
    public string? Reference { get; set; }

    /// <summary>The row of another module that it is for.</summary>
    [Indexed]
    public Guid? SourceId { get; set; }

    /// <summary>Why nothing can be done with it any more; null while something is promised.</summary>
    internal Refusal? Ended() => Status switch
    {
        ReservationStatus.Held => null,
        ReservationStatus.Shipped => new Refusal("already_shipped", "The reservation has been shipped already."),
        ReservationStatus.Released => new Refusal("already_released", "The reservation has been released already."),
        _ => new Refusal("expired", "The reservation's time is over. Reserve again."),
    };

    /// <summary>Ends the promise of what is open.</summary>
    internal void End(ReservationStatus status, Stock stock)
    {
        stock.Reserve(-Open);
        Open = 0;
        Status = Shipped > 0 ? ReservationStatus.Shipped : status;
    }
}

/// <summary>What became of a reservation.</summary>
public enum ReservationStatus
{
    /// <summary>Some of it is still promised.</summary>
    Held,

    /// <summary>It was shipped, as far as it was wanted.</summary>
    Shipped,

    /// <summary>It was given up before anything was shipped.</summary>
    Released,

    /// <summary>Its time was over before anything was shipped.</summary>
    Expired,
}
