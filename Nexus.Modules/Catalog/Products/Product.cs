using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Catalog.Categories;
using Nexus.Modules.Catalog.Taxes;

namespace Nexus.Modules.Catalog.Products;

/// <summary>What is sold, in one or several variants.</summary>
[Resource("catalog.product")]
public sealed class Product : Resource, IBeforeArchive
{
    /// <summary>What the product is called.</summary>
    [Required, MaxLength(300), Searchable]
    public string Name { get; set; } = "";

    /// <summary>The business's own number or short name of the product.</summary>
    [MaxLength(100), Unique, Searchable]
    public string? Code { get; set; }

    /// <summary>Whether it is a thing, a service, or a set of other products.</summary>
    [Indexed]
    public ProductKind Kind { get; set; }

    /// <summary>Whether it can be bought.</summary>
    [Indexed]
    public ProductStatus Status { get; set; } = ProductStatus.Active;

    /// <summary>Where it is found in the catalogue.</summary>
    [References<Category>]
    public Guid? CategoryId { get; set; }

    /// <summary>Who makes it.</summary>
    [MaxLength(200), Indexed, Searchable]
    public string? Brand { get; set; }

    /// <summary>What it is and does.</summary>
    [Multiline, MaxLength(50_000), Searchable]
    public string? Description { get; set; }

    /// <summary>Labels, by name.</summary>
    [MaxLength(50), Indexed, Searchable]
    public string[] Tags { get; set; } = [];

    /// <summary>How it is taxed; the default class when none is given.</summary>
    [References<TaxClass>, Display(GroupName = "Tax and customs")]
    public Guid? TaxClassId { get; set; }

    /// <summary>Where it comes from.</summary>
    [Country, Display(GroupName = "Tax and customs")]
    public string? OriginCountry { get; set; }

    /// <summary>Number in the customs tariff (HS or CN code), digits only.</summary>
    [RegularExpression("[0-9]{6,12}"), Display(GroupName = "Tax and customs")]
    public string? CustomsCode { get; set; }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Variant>()} v where v.product_id = {Id} and v.archived_at is null)", ct))
            throw Fault.Refused(new Refusal("product_in_use", "The product has variants. Archive them first."));
    }
}

/// <summary>What a product is.</summary>
public enum ProductKind
{
    Goods,
    Service,

    /// <summary>A set of other products, sold as one.</summary>
    Bundle,
}

/// <summary>Whether a product can be bought.</summary>
public enum ProductStatus
{
    /// <summary>Being prepared.</summary>
    Draft,
    Active,

    /// <summary>Not sold any more; kept for what was.</summary>
    Discontinued,
}
