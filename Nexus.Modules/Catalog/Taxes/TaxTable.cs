using Nexus.Modules.Catalog.Products;

namespace Nexus.Modules.Catalog.Taxes;

/// <summary>The tax classes, and the rates of a country.</summary>
public sealed record TaxTable(IReadOnlyList<TaxClass> Classes, IReadOnlyList<TaxRate> Rates)
{
    /// <summary>How a product is taxed on a day; a rate of zero with its reason where none is known.</summary>
    public AppliedTax Of(Product product, string country, DateOnly day)
    {
        var taxClass = Classes.FirstOrDefault(c => c.Id == product.TaxClassId) ?? Classes.FirstOrDefault(c => c.Level is TaxLevel.Standard);
        var rate = Rates.FirstOrDefault(r => r.TaxClassId == taxClass?.Id && r.Country == country && r.ValidFrom <= day && !(r.ValidTo < day));
        if (rate is not null)
            return new AppliedTax(rate.Id, rate.Name, taxClass!.Name, country, rate.Percent, $"{taxClass.Name} in {country} on {day:yyyy-MM-dd}: {rate.Name}.");
        return taxClass is { Level: TaxLevel.Zero }
            ? new AppliedTax(null, taxClass.Name, taxClass.Name, country, 0, $"{taxClass.Name}: no tax.")
            : new AppliedTax(null, "No tax", taxClass?.Name, country, 0, $"No rate of {taxClass?.Name ?? "any tax class"} is known in {country} on {day:yyyy-MM-dd}: no tax is charged.");
    }
}

/// <summary>The tax on a line.</summary>
/// <param name="TaxRateId">The rate; null when none was found.</param>
/// <param name="Percent">Of the net amount.</param>
/// <param name="Why">Why this one.</param>
public sealed record AppliedTax(Guid? TaxRateId, string Name, string? TaxClass, string Country, decimal Percent, string Why);
