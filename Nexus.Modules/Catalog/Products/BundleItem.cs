using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Products;

/// <summary>How many of a variant are in a bundle. Who orders the bundle is sent these.</summary>
[Resource("catalog.bundle_item", Title = nameof(Quantity))]
public sealed class BundleItem : Resource, IGuarded
{
    /// <summary>Different variants in a bundle.</summary>
    public const int ItemsMax = 100;

    /// <summary>The bundle.</summary>
    [Required, References<Variant>, Parent, Immutable]
    public Guid BundleId { get; set; }

    /// <summary>What is in it.</summary>
    [Required, References<Variant>, Immutable]
    public Guid ComponentId { get; set; }

    /// <summary>How many of it are in one bundle.</summary>
    [Range(0.0001, 1_000_000)]
    public decimal Quantity { get; set; } = 1;

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        if (ArchivedAt is not null)
            return null;
        // The bundle is locked, so that two lines for the same component can't come in side by side.
        if (await db.Find<Variant>(BundleId, ct) is not { } bundle || (await db.Get<Product>(bundle.ProductId, ct))?.Kind is not ProductKind.Bundle)
            return new Refusal("not_a_bundle", "Only the variant of a product of the kind bundle has components.", "bundle_id");
        if (await db.Get<Variant>(ComponentId, ct) is { } component && (await db.Get<Product>(component.ProductId, ct))?.Kind is ProductKind.Bundle)
            return new Refusal("bundle_in_bundle", "A bundle can't be in a bundle. Name what is in it.", "component_id");

        var others = await db.Query<BundleItem>($"where t.bundle_id = {BundleId} and t.id <> {Id} and t.archived_at is null", ct);
        if (others.Any(o => o.ComponentId == ComponentId))
            return new Refusal("already_in_bundle", "It is in the bundle already. Change its quantity instead.", "component_id");
        return others.Count >= ItemsMax ? new Refusal("bundle_full", $"A bundle has at most {ItemsMax} different variants.") : null;
    }
}
