using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>What was in stock when the books began. Made to be imported: a line for each variant, by its SKU, with quantity and cost.</summary>
[Resource("inventory.opening_balance", Title = nameof(Quantity), Derived = Derived.Create, Setup = true)]
public sealed class OpeningBalance : Resource, IBeforeCreate, IOneByOne
{
    /// <summary>What was there.</summary>
    [Required, References("catalog.variant")]
    public Guid VariantId { get; set; }

    /// <summary>How many.</summary>
    [Required, Range(0.0001, 1_000_000_000)]
    public decimal Quantity { get; set; }

    /// <summary>What one cost.</summary>
    [Required, Range(0d, 999_999_999_999d)]
    public Money? UnitCost { get; set; }

    /// <summary>Where; the first warehouse when not given.</summary>
    [References<Warehouse>]
    public Guid? WarehouseId { get; set; }

    /// <summary>Where in it; its main location when not given.</summary>
    [References<Location>]
    public Guid? LocationId { get; set; }

    /// <summary>Number of the lot or of the piece, where they are told apart.</summary>
    [MaxLength(100)]
    public string? Lot { get; set; }

    /// <summary>The last day on which the lot can be sold.</summary>
    public DateOnly? ExpiresOn { get; set; }

    /// <summary>When it was there; now when not given.</summary>
    public DateTimeOffset? EffectiveAt { get; set; }

    public async Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        var received = await ReceiveStock.Run(
            new ReceiveStock(VariantId, Quantity, UnitCost, WarehouseId, LocationId, Lot, ExpiresOn, MovementKind.Opening, EffectiveAt, null, Id), db, call, ct);
        if (received.Refused is { } refused)
            throw Fault.Refused(refused);
        EffectiveAt ??= call.Now;
    }
}
