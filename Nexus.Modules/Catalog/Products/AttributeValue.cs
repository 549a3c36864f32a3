using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Catalog.Products;

/// <summary>What an attribute is for a product, or for one of its variants: colour is red.</summary>
[Resource("catalog.attribute_value", Title = nameof(Value))]
public sealed class AttributeValue : Resource, IBeforeCreate, IGuarded
{
    /// <summary>The product.</summary>
    [References<Product>, Parent, Immutable]
    public Guid ProductId { get; set; }

    /// <summary>The variant, when it holds for that one only.</summary>
    [References<Variant>, Immutable]
    public Guid? VariantId { get; set; }

    /// <summary>The attribute.</summary>
    [Required, References<ProductAttribute>, Immutable]
    public Guid AttributeId { get; set; }

    /// <summary>The value, a number with a decimal point.</summary>
    [Required, MaxLength(500), Indexed]
    public string Value { get; set; } = "";

    public async Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        if (VariantId is { } id && await db.Get<Variant>(id, ct) is { } variant)
        {
            if (ProductId != Guid.Empty && ProductId != variant.ProductId)
                throw Fault.Invalid([new FieldFault("variant_id", "other_product", "The variant is another product's.")]);
            ProductId = variant.ProductId;
        }

        if (ProductId == Guid.Empty)
            throw Fault.Invalid([new FieldFault("product_id", "required", "Name the product or the variant.")]);
        // There is one value of an attribute for each.
        Id = TenantDb.IdOf(VariantId ?? ProductId, AttributeId);
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Get<ProductAttribute>(AttributeId, ct) is not { } attribute || ArchivedAt is not null)
            return null;
        if (attribute.Use is AttributeUse.Option && VariantId is null)
            return new Refusal("option_of_variant", "An option tells variants apart: name the variant.", "variant_id");
        if (attribute.Kind is AttributeKind.Number && !decimal.TryParse(Value, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _))
            return new Refusal("not_a_number", $"{attribute.Name} must be a number.", "value");
        if (attribute.Kind is AttributeKind.Choice && !attribute.Choices.Contains(Value))
            return new Refusal("not_a_choice", $"{attribute.Name} must be one of: {string.Join(", ", attribute.Choices)}.", "value");
        return null;
    }
}
