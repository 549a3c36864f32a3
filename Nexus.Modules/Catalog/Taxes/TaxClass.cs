using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Catalog.Taxes;

/// <summary>A way in which products are taxed; what it comes to in each country its rates say.</summary>
[Resource("catalog.tax_class", Plural = "tax_classes", Setup = true)]
public sealed class TaxClass : Resource
{
    /// <summary>What the class is called.</summary>
    [Required, MaxLength(100), Unique]
    public string Name { get; set; } = "";

    /// <summary>What its rates are in countries where nothing else is said.</summary>
    [Indexed]
    public TaxLevel Level { get; set; }

    /// <summary>Which products it is for.</summary>
    [MaxLength(1_000)]
    public string? Description { get; set; }
}

/// <summary>What a tax class is among a country's rates.</summary>
public enum TaxLevel
{
    /// <summary>What holds for products that name no class.</summary>
    Standard,
    Reduced,

    /// <summary>Taxed at zero, or not at all.</summary>
    Zero,
}
