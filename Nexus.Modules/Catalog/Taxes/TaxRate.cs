using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Taxes;

/// <summary>What a tax class comes to in a country from a day on. A new rate is a new row: what was sold before keeps its own.</summary>
[Resource("catalog.tax_rate", Setup = true)]
public sealed class TaxRate : Resource, IGuarded
{
    /// <summary>As it stands on an invoice, such as <c>VAT 19 %</c>.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>The class of which it is the rate.</summary>
    [Required, References<TaxClass>, Parent, Immutable]
    public Guid TaxClassId { get; set; }

    /// <summary>The country where it holds.</summary>
    [Required, Country, Immutable, Indexed]
    public string Country { get; set; } = "";

    /// <summary>Percent of the net price.</summary>
    [Required, Range(0, 100), Immutable]
    public decimal Percent { get; set; }

    /// <summary>The first day on which it holds.</summary>
    [Required, Immutable]
    public DateOnly ValidFrom { get; set; }

    /// <summary>The last day on which it holds; empty while no end is known.</summary>
    public DateOnly? ValidTo { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (ValidTo < ValidFrom)
            yield return new FieldFault("valid_to", "out_of_range", "The last day can't be before the first.");
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        if (ArchivedAt is not null)
            return null;
        // The class is locked, so that two overlapping ones can't come in side by side.
        await db.Find<TaxClass>(TaxClassId, ct);
        var last = ValidTo ?? DateOnly.MaxValue;
        var other = (await db.Query<TaxRate>($"where t.tax_class_id = {TaxClassId} and t.country = {Country} and t.id <> {Id} and t.archived_at is null and t.valid_from <= {last} and coalesce(t.valid_to, 'infinity'::date) >= {ValidFrom} limit 1", ct)).FirstOrDefault();
        return other is null ? null : new Refusal("rates_overlap", $"From {other.ValidFrom:yyyy-MM-dd} on another rate of the class holds in {Country}. End that one first.", "valid_from");
    }
}
