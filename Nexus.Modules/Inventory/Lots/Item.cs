using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Lots;

/// <summary>How a variant is kept in stock, where it isn't as most things are: by lots, or each piece by its serial number.</summary>
[Resource("inventory.item", Title = nameof(Tracking), Setup = true)]
public sealed class Item : Resource, IBeforeCreate, IGuarded
{
    /// <summary>The variant.</summary>
    [Required, References("catalog.variant"), Immutable, Unique]
    public Guid VariantId { get; set; }

    /// <summary>What is told apart.</summary>
    public Tracking Tracking { get; set; }

    public Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        // There is one for each variant, found by the variant's id.
        Id = VariantId;
        return Task.CompletedTask;
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct) =>
        await db.Scalar<bool>($"select exists (select 1 from {db.Table<Stock>()} s where s.variant_id = {VariantId} and s.tracking <> {(ArchivedAt is null ? Tracking : Tracking.None)})", ct)
            ? new Refusal("item_in_stock", "The variant has been in stock already: how it is tracked can't change any more.", "tracking")
            : null;
}

/// <summary>What is told apart of a variant's stock.</summary>
public enum Tracking
{
    /// <summary>Only the quantity.</summary>
    None,

    /// <summary>Which lot (batch) it is from.</summary>
    Lot,

    /// <summary>Each piece, by its serial number.</summary>
    Serial,
}
