using Nexus.Kernel.Declare;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog.Presets;

/// <summary>The tax classes that there are everywhere, with the rates of the business's own country.</summary>
public sealed class CatalogPreset : IPreset
{
    public static IEnumerable<Resource> Rows(ActivatedBusiness business)
    {
        TaxClass[] classes =
        [
            new() { Name = "Standard", Level = TaxLevel.Standard, Description = "What is taxed as most things are." },
            new() { Name = "Reduced", Level = TaxLevel.Reduced, Description = "What the law taxes less, such as books and food in many countries." },
            new() { Name = "Zero", Level = TaxLevel.Zero, Description = "What isn't taxed." },
        ];
        foreach (var taxClass in classes)
        {
            taxClass.Id = Guid.CreateVersion7(business.Now);
            yield return taxClass;
        }

        foreach (var rate in classes.SelectMany(c => ReferenceRates.Of(c, business.Country)))
            yield return rate;
    }
}
