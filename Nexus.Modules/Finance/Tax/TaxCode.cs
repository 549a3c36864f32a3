using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Tax;

/// <summary>What a tax code is used for.</summary>
public enum TaxUse
{
    Sales,
    Purchase,
}

/// <summary>Why and how something is taxed; the categories of EN 16931.</summary>
public enum TaxCategory
{
    /// <summary>S: a rate above zero.</summary>
    Standard,

    /// <summary>Z: a rate of zero.</summary>
    ZeroRated,

    /// <summary>E: exempt.</summary>
    Exempt,

    /// <summary>AE: the buyer owes the tax.</summary>
    ReverseCharge,

    /// <summary>K: delivery to a business in another country of the European Union.</summary>
    IntraCommunity,

    /// <summary>G: export out of the European Union.</summary>
    Export,

    /// <summary>O: no tax of this kind at all.</summary>
    OutsideScope,
}

/// <summary>A kind of sale or purchase as taxes see it; its rates have dates of their own.</summary>
[Resource("finance.tax_code", Title = nameof(Name), Setup = true)]
public sealed class TaxCode : Resource
{
    /// <summary>Short code that lines name it by, such as <c>DE-S</c>.</summary>
    [Required, MaxLength(20), RegularExpression("[A-Z0-9-]+"), Unique, Immutable, Searchable]
    public string Code { get; set; } = "";

    /// <summary>What it is called.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>For sales or for purchases.</summary>
    [Required, Immutable]
    public TaxUse Use { get; set; }

    /// <summary>Why and how it is taxed.</summary>
    [Required, Immutable]
    public TaxCategory Category { get; set; }

    /// <summary>The country whose tax it is.</summary>
    [Required, Country, Immutable]
    public string Country { get; set; } = "";

    /// <summary>Tax that is owed goes here; to the account with the role output tax when empty.</summary>
    [References<Account>]
    public Guid? OutputAccountId { get; set; }

    /// <summary>Tax that is had back goes here; to the account with the role input tax when empty.</summary>
    [References<Account>]
    public Guid? InputAccountId { get; set; }

    /// <summary>Why there is no tax, as it stands on the invoice.</summary>
    [MaxLength(300)]
    public string? ExemptionReason { get; set; }

    /// <summary>The same as a code of the VATEX list.</summary>
    [MaxLength(50)]
    public string? ExemptionCode { get; set; }

    /// <summary>True where the buyer reckons the tax itself: it owes it and has it back.</summary>
    internal bool IsSelfAssessed => Use is TaxUse.Purchase && Category is TaxCategory.ReverseCharge or TaxCategory.IntraCommunity;

    /// <summary>The letter of EN 16931 (UNCL 5305).</summary>
    internal string Letter => LetterOf(Category);

    internal static string LetterOf(TaxCategory category) => category switch
    {
        TaxCategory.Standard => "S",
        TaxCategory.ZeroRated => "Z",
        TaxCategory.Exempt => "E",
        TaxCategory.ReverseCharge => "AE",
        TaxCategory.IntraCommunity => "K",
        TaxCategory.Export => "G",
        _ => "O",
    };
}

/// <summary>A rate of a tax code from a day on, until the next one.</summary>
[Resource("finance.tax_rate", Title = nameof(Percent), Setup = true)]
[Index(nameof(TaxCodeId), nameof(ValidFrom), Unique = true)]
public sealed class TaxRate : Resource
{
    /// <summary>The tax code.</summary>
    [Required, References<TaxCode>, Parent, Immutable]
    public Guid TaxCodeId { get; set; }

    /// <summary>Percent.</summary>
    [Required, Range(0, 100), Immutable]
    public decimal Percent { get; set; }

    /// <summary>The first day of the rate.</summary>
    [Required, Immutable]
    public DateOnly ValidFrom { get; set; }
}
