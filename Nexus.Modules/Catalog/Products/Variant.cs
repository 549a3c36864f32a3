using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Products;

/// <summary>What is ordered, priced and stocked: a product in one size, colour or pack. A product without such differences has one variant.</summary>
[Resource("catalog.variant")]
public sealed class Variant : Resource, IBeforeCreate
{
    /// <summary>What the variant is called; the product's name, else the SKU, when none is given.</summary>
    [MaxLength(300), Searchable]
    public string Name { get; set; } = "";

    /// <summary>Stock keeping unit: the number by which it is ordered and counted.</summary>
    [Required, MaxLength(100), Unique, Searchable]
    public string Sku { get; set; } = "";

    /// <summary>The product that it is a variant of. When none is given, a product of this name is made, with the SKU as its code.</summary>
    [References<Product>, Immutable]
    public Guid ProductId { get; set; }

    /// <summary>What a scanner reads: EAN, UPC, ISBN or the business's own.</summary>
    [MaxLength(50), DuplicateKey, Searchable]
    public string? Barcode { get; set; }

    /// <summary>The price where no price list has one.</summary>
    [Range(0d, 999_999_999_999_999d), Display(GroupName = "Price")]
    public Money? Price { get; set; }

    /// <summary>Whether that price has the tax in it.</summary>
    [Display(GroupName = "Price")]
    public bool PriceIncludesTax { get; set; }

    /// <summary>Unit in which it is counted, such as <c>piece</c> or <c>kg</c>.</summary>
    [MaxLength(20), Display(GroupName = "Measures")]
    public string Unit { get; set; } = "piece";

    /// <summary>Grams that one weighs, packed.</summary>
    [Range(0, 100_000_000), Display(GroupName = "Measures")]
    public decimal? WeightGrams { get; set; }

    /// <summary>Order among the product's variants; smaller comes first.</summary>
    public int Position { get; set; }

    public async Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        if (ProductId == Guid.Empty)
        {
            if (Name.Length == 0)
                Name = Sku;
            ProductId = db.Add(new Product { Id = call.NewId(), Name = Name, Code = Sku }).Id;
        }
        else if (Name.Length == 0)
        {
            Name = (await db.Get<Product>(ProductId, ct))?.Name ?? "";
        }
    }
}
