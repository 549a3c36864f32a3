using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.OpenItems;

namespace Nexus.Modules.Finance.Partners;

/// <summary>A customer or supplier, as the books know it: who is invoiced, who is paid, on what terms.</summary>
[Resource("finance.partner")]
public sealed class Partner : Resource, IBeforeArchive
{
    /// <summary>Name of the person or business.</summary>
    [Required, MaxLength(200), Searchable, DuplicateKey]
    public string Name { get; set; } = "";

    /// <summary>Customer or supplier number.</summary>
    [MaxLength(50), Unique, Searchable]
    public string? Number { get; set; }

    /// <summary>What another part of the business knows it by, such as <c>crm.company:0198…</c>.</summary>
    [MaxLength(200), Unique]
    public string? ExternalKey { get; set; }

    /// <summary>Where invoices and reminders go.</summary>
    [EmailAddress, Searchable]
    public string? Email { get; set; }

    /// <summary>Telephone number.</summary>
    [Phone]
    public string? Phone { get; set; }

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
    [Country, Display(GroupName = "Address")]
    public string? Country { get; set; }

    /// <summary>Value added tax number with its country, such as <c>DE123456789</c>.</summary>
    [MaxLength(30), RegularExpression("[A-Z]{2}[0-9A-Z+*]{2,13}"), DuplicateKey, Display(GroupName = "Tax")]
    public string? VatId { get; set; }

    /// <summary>Number at the local tax office.</summary>
    [MaxLength(50), Display(GroupName = "Tax")]
    public string? TaxNumber { get; set; }

    /// <summary>Number in the register of companies.</summary>
    [MaxLength(100), Display(GroupName = "Tax")]
    public string? RegistrationNumber { get; set; }

    /// <summary>By when it pays or is paid, where a document says nothing else.</summary>
    [References<PaymentTerm>, Display(GroupName = "Terms")]
    public Guid? PaymentTermId { get; set; }

    /// <summary>Currency of its documents, where they say nothing else.</summary>
    [Currency, Display(GroupName = "Terms")]
    public string? Currency { get; set; }

    /// <summary>No reminders are sent until after this day.</summary>
    [Display(GroupName = "Terms")]
    public DateOnly? NoDunningUntil { get; set; }

    /// <summary>Bank account number, for paying it and for knowing its payments.</summary>
    [MaxLength(34), RegularExpression("[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}"), Indexed, Display(GroupName = "Bank")]
    public string? Iban { get; set; }

    /// <summary>Bank Identifier Code.</summary>
    [MaxLength(11), RegularExpression("[A-Z0-9]{8}([A-Z0-9]{3})?"), Display(GroupName = "Bank")]
    public string? Bic { get; set; }

    /// <summary>What it wants to be named on e-invoices; for German authorities the Leitweg-ID.</summary>
    [MaxLength(100), Display(GroupName = "E-invoice")]
    public string? BuyerReference { get; set; }

    /// <summary>Its address in the network for e-invoices.</summary>
    [MaxLength(200), Display(GroupName = "E-invoice")]
    public string? ElectronicAddress { get; set; }

    /// <summary>Scheme of that address (EAS code list), such as <c>0204</c>.</summary>
    [MaxLength(4), RegularExpression("[0-9]{4}|EM|A[NQSU]"), Display(GroupName = "E-invoice")]
    public string? ElectronicAddressScheme { get; set; }

    internal PartyDetails Details => new(Name, Street, PostalCode, City, Region, Country, VatId, TaxNumber, Email, Phone, RegistrationNumber, null,
        ElectronicAddress ?? Email, ElectronicAddress is null ? Email is null ? null : "EM" : ElectronicAddressScheme);

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<OpenItem>()} i where i.partner_id = {Id} and i.remaining <> 0)", ct))
            throw Fault.Refused(new Refusal("has_open_items", "There are open items of the partner. Settle them first."));
    }
}
