using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Transfers;

/// <summary>That some of a variant goes from one location to another. Between warehouses it is on its way, and belongs to neither, until it is received.</summary>
[Resource("inventory.transfer", Title = nameof(Reference), Derived = Derived.None)]
public sealed class Transfer : Resource
{
    /// <summary>What goes.</summary>
    [References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>The warehouse that it leaves.</summary>
    [References<Warehouse>, Display(GroupName = "From")]
    public Guid FromWarehouseId { get; set; }

    /// <summary>The location that it leaves; empty when it was taken from several.</summary>
    [References<Location>, Display(GroupName = "From")]
    public Guid? FromLocationId { get; set; }

    /// <summary>The warehouse that it goes to.</summary>
    [References<Warehouse>, Display(GroupName = "To")]
    public Guid ToWarehouseId { get; set; }

    /// <summary>The location that it goes to.</summary>
    [References<Location>, Display(GroupName = "To")]
    public Guid ToLocationId { get; set; }

    /// <summary>The lot or the piece, where they are told apart.</summary>
    [References<Lot>]
    public Guid? LotId { get; set; }

    /// <summary>How many.</summary>
    public decimal Quantity { get; set; }

    /// <summary>What they are worth at cost.</summary>
    public Money Value { get; set; }

    /// <summary>Whether it has arrived.</summary>
    [Indexed]
    public TransferStatus Status { get; set; }

    /// <summary>When it arrived.</summary>
    public DateTimeOffset? ReceivedAt { get; set; }

    /// <summary>What it is for.</summary>
    [MaxLength(200), Indexed]
    public string? Reference { get; set; }
}

/// <summary>Where a transfer is.</summary>
public enum TransferStatus
{
    /// <summary>On its way.</summary>
    InTransit,

    /// <summary>Arrived.</summary>
    Received,
}
