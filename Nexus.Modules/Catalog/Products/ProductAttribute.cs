using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Catalog.Products;

/// <summary>Something that products are told apart by: size, colour, material, capacity.</summary>
[Resource("catalog.attribute", Setup = true)]
public sealed class ProductAttribute : Resource
{
    /// <summary>What people call it.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>Short name in filters, such as <c>colour</c>.</summary>
    [Required, RegularExpression("[a-z][a-z0-9_]{0,49}"), Unique, Immutable]
    public string Code { get; set; } = "";

    /// <summary>What its values are.</summary>
    [Immutable]
    public AttributeKind Kind { get; set; }

    /// <summary>Whether it tells a product's variants apart (an option to choose) or describes the product.</summary>
    public AttributeUse Use { get; set; }

    /// <summary>The values to choose from, for a choice.</summary>
    [MaxLength(200)]
    public string[] Choices { get; set; } = [];

    /// <summary>Unit of a number, such as <c>cm</c>.</summary>
    [MaxLength(20)]
    public string? Unit { get; set; }

    /// <summary>Order in which attributes are shown; smaller comes first.</summary>
    public int Position { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (Kind is AttributeKind.Choice && Choices.Length == 0)
            yield return new FieldFault("choices", "required", "A choice needs values to choose from.");
        if (Kind is not AttributeKind.Choice && Choices.Length > 0)
            yield return new FieldFault("choices", "not_allowed", "Only a choice has values to choose from.");
    }
}

/// <summary>What an attribute's values are.</summary>
public enum AttributeKind
{
    Text,
    Number,

    /// <summary>One of the values given.</summary>
    Choice,
}

/// <summary>What an attribute is for.</summary>
public enum AttributeUse
{
    /// <summary>It says something of the product.</summary>
    Describes,

    /// <summary>It tells variants apart: the buyer chooses it.</summary>
    Option,
}
