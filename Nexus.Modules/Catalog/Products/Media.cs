using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Catalog.Products;

/// <summary>A picture, film or document of a product, by its address.</summary>
[Resource("catalog.media", Plural = "media", Title = nameof(AlternativeText))]
public sealed class Media : Resource
{
    /// <summary>The product that it shows.</summary>
    [Required, References<Product>, Parent, Immutable]
    public Guid ProductId { get; set; }

    /// <summary>The variant, when it shows that one only.</summary>
    [References<Variant>]
    public Guid? VariantId { get; set; }

    /// <summary>Where it is.</summary>
    [Required, Url, MaxLength(2_000)]
    public string Url { get; set; } = "";

    /// <summary>What it is.</summary>
    public MediaKind Kind { get; set; }

    /// <summary>What is to be seen, for those who can't see it.</summary>
    [Required, MaxLength(500)]
    public string AlternativeText { get; set; } = "";

    /// <summary>Order; the first picture stands for the product.</summary>
    public int Position { get; set; }
}

/// <summary>What a product's medium is.</summary>
public enum MediaKind
{
    Image,
    Video,
    Document,
}
