using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Catalog.Products;

namespace Nexus.Modules.Catalog.Prices;

/// <summary>What one of a variant costs in a price list, from a quantity and for a time.</summary>
[Resource("catalog.price", Title = nameof(Amount))]
public sealed class Price : Resource, IGuarded
{
    /// <summary>The list.</summary>
    [Required, References<PriceList>, Parent, Immutable]
    public Guid PriceListId { get; set; }

    /// <summary>What is sold.</summary>
    [Required, References<Variant>, Immutable]
    public Guid VariantId { get; set; }

    /// <summary>Price of one, in the list's currency, at most 4 decimals.</summary>
    [Required, Range(0, 999_999_999_999)]
    public decimal Amount { get; set; }

    /// <summary>It holds for this many and more.</summary>
    [Range(0.0001, 1_000_000_000), Immutable]
    public decimal MinimumQuantity { get; set; } = 1;

    /// <summary>The first day on which it holds.</summary>
    [Display(GroupName = "Validity")]
    public DateOnly? ValidFrom { get; set; }

    /// <summary>The last day on which it holds.</summary>
    [Display(GroupName = "Validity")]
    public DateOnly? ValidTo { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (ValidTo < ValidFrom)
            yield return new FieldFault("valid_to", "out_of_range", "The last day can't be before the first.");
        if (decimal.Round(Amount, 4) != Amount)
            yield return new FieldFault("amount", "out_of_range", "A price has at most 4 decimals.");
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        if (ArchivedAt is not null)
            return null;
        // The list is locked, so that two prices for the same can't come in side by side. A price with days beats one without.
        await db.Find<PriceList>(PriceListId, ct);
        var same = await db.Query<Price>($"where t.price_list_id = {PriceListId} and t.variant_id = {VariantId} and t.minimum_quantity = {MinimumQuantity} and t.id <> {Id} and t.archived_at is null", ct);
        return same.Any(Overlaps)
            ? new Refusal("prices_overlap", "The list has a price for this variant, quantity and time already. Change that one.", "variant_id")
            : null;
    }

    /// <summary>Two prices of limited time can't share a day, nor can there be two without limit; one without limit holds where none with one does.</summary>
    private bool Overlaps(Price other)
    {
        var (limited, otherLimited) = (ValidFrom is not null || ValidTo is not null, other.ValidFrom is not null || other.ValidTo is not null);
        return limited == otherLimited
            && (ValidFrom ?? DateOnly.MinValue) <= (other.ValidTo ?? DateOnly.MaxValue)
            && (other.ValidFrom ?? DateOnly.MinValue) <= (ValidTo ?? DateOnly.MaxValue);
    }
}
