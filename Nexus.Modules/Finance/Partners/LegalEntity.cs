using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Partners;

/// <summary>The business itself, as it stands on its invoices.</summary>
[Resource("finance.legal_entity", Plural = "legal_entities", Derived = Derived.Update, Setup = true)]
public sealed class LegalEntity : Resource
{
    /// <summary>Full name of the business.</summary>
    [Required, MaxLength(200)]
    public string Name { get; set; } = "";

    /// <summary>Street and number.</summary>
    [MaxLength(200), Display(GroupName = "Address")]
    public string? Street { get; set; }

    /// <summary>Postal code.</summary>
    [MaxLength(20), Display(GroupName = "Address")]
    public string? PostalCode { get; set; }

    /// <summary>Town.</summary>
    [MaxLength(100), Display(GroupName = "Address")]
    public string? City { get; set; }

    /// <summary>Region or state.</summary>
    [MaxLength(100), Display(GroupName = "Address")]
    public string? Region { get; set; }

    /// <summary>ISO 3166-1 alpha-2 code, such as <c>DE</c>.</summary>
    [Required, Country, Display(GroupName = "Address")]
    public string Country { get; set; } = "";

    /// <summary>Value added tax number with its country, such as <c>DE123456789</c>.</summary>
    [MaxLength(30), RegularExpression("[A-Z]{2}[0-9A-Z+*]{2,13}"), Display(GroupName = "Tax")]
    public string? VatId { get; set; }

    /// <summary>Number at the local tax office.</summary>
    [MaxLength(50), Display(GroupName = "Tax")]
    public string? TaxNumber { get; set; }

    /// <summary>Number in the register of companies.</summary>
    [MaxLength(100), Display(GroupName = "Tax")]
    public string? RegistrationNumber { get; set; }

    /// <summary>Whom customers ask about invoices.</summary>
    [MaxLength(200), Display(GroupName = "Contact")]
    public string? ContactName { get; set; }

    /// <summary>E-mail address for questions about invoices.</summary>
    [EmailAddress, Display(GroupName = "Contact")]
    public string? Email { get; set; }

    /// <summary>Telephone number for questions about invoices.</summary>
    [Phone, Display(GroupName = "Contact")]
    public string? Phone { get; set; }

    /// <summary>Address in the network for e-invoices; the e-mail address when empty.</summary>
    [MaxLength(200), Display(GroupName = "E-invoice")]
    public string? ElectronicAddress { get; set; }

    /// <summary>Scheme of that address (EAS code list), such as <c>0204</c>.</summary>
    [MaxLength(4), RegularExpression("[0-9]{4}|EM|A[NQSU]"), Display(GroupName = "E-invoice")]
    public string? ElectronicAddressScheme { get; set; }

    /// <summary>Stands at the foot of each invoice: directors, register, legal notes.</summary>
    [Multiline, MaxLength(2000)]
    public string? InvoiceFooter { get; set; }

    internal PartyDetails Details => new(Name, Street, PostalCode, City, Region, Country, VatId, TaxNumber, Email, Phone, RegistrationNumber, ContactName ?? Name,
        ElectronicAddress ?? Email, ElectronicAddress is null ? Email is null ? null : "EM" : ElectronicAddressScheme);
}
