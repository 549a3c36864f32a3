using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>What kind of document it is.</summary>
public enum InvoiceKind
{
    CustomerInvoice,
    CustomerCreditNote,
    SupplierBill,
    SupplierCreditNote,
}

/// <summary>How far an invoice is.</summary>
public enum InvoiceStatus
{
    /// <summary>Not posted: it has no number and can be changed.</summary>
    Draft,

    /// <summary>Posted, and not yet wholly settled.</summary>
    Open,

    /// <summary>Posted and wholly settled.</summary>
    Settled,

    /// <summary>A draft that was thrown away.</summary>
    Discarded,
}

/// <summary>An invoice to a customer, a bill of a supplier, or a credit note to either. Once posted it is never changed: a credit note takes it back.</summary>
[Resource("finance.invoice", Title = nameof(Number), Derived = Derived.None)]
[Index(nameof(PartnerId), nameof(IssuedOn))]
public sealed class Invoice : Resource
{
    /// <summary>Number without gaps, given by posting.</summary>
    [ReadOnly(true), Unique, Searchable]
    public string? Number { get; set; }

    /// <summary>Invoice, bill or credit note.</summary>
    [ReadOnly(true)]
    public InvoiceKind Kind { get; set; }

    /// <summary>How far it is.</summary>
    [ReadOnly(true), Indexed]
    public InvoiceStatus Status { get; set; }

    /// <summary>The customer or supplier.</summary>
    [ReadOnly(true), References<Partner>]
    public Guid PartnerId { get; set; }

    /// <summary>The customer's name at the time, or the supplier's.</summary>
    [ReadOnly(true), Searchable]
    public string PartnerName { get; set; } = "";

    /// <summary>The day it was issued on and counts from.</summary>
    [ReadOnly(true)]
    public DateOnly IssuedOn { get; set; }

    /// <summary>The day by which it is to be paid.</summary>
    [ReadOnly(true)]
    public DateOnly DueOn { get; set; }

    /// <summary>The day of the delivery, or the last day of the service; decides the rate of tax.</summary>
    [ReadOnly(true)]
    public DateOnly? DeliveredOn { get; set; }

    /// <summary>True where the prices of the lines include the tax.</summary>
    [ReadOnly(true)]
    public bool PricesIncludeTax { get; set; }

    /// <summary>Sum of the lines without tax.</summary>
    [ReadOnly(true), Display(GroupName = "Amounts")]
    public Money Net { get; set; }

    /// <summary>Tax.</summary>
    [ReadOnly(true), Display(GroupName = "Amounts")]
    public Money Tax { get; set; }

    /// <summary>What is to be paid in all.</summary>
    [ReadOnly(true), Display(GroupName = "Amounts")]
    public Money Gross { get; set; }

    /// <summary>What is still to be paid.</summary>
    [ReadOnly(true), Display(GroupName = "Amounts")]
    public Money Outstanding { get; set; }

    /// <summary>What one unit of the currency was worth, where the invoice says so itself.</summary>
    [ReadOnly(true), Display(GroupName = "Amounts")]
    public decimal? Rate { get; set; }

    /// <summary>Tax for each code and rate.</summary>
    [ReadOnly(true)]
    public IReadOnlyList<InvoiceTax> Taxes { get; set; } = [];

    /// <summary>The terms of payment.</summary>
    [ReadOnly(true), References<PaymentTerm>]
    public Guid? PaymentTermId { get; set; }

    /// <summary>The customer's order number, or the number that a supplier gave its bill.</summary>
    [ReadOnly(true), Searchable]
    public string? Reference { get; set; }

    /// <summary>What the customer wants to be named; for German authorities the Leitweg-ID.</summary>
    [ReadOnly(true)]
    public string? BuyerReference { get; set; }

    /// <summary>Of a credit note: the invoice that it takes back.</summary>
    [ReadOnly(true), References<Invoice>]
    public Guid? CreditsInvoiceId { get; set; }

    /// <summary>Text for the reader.</summary>
    [ReadOnly(true), Multiline]
    public string? Note { get; set; }

    /// <summary>Who is invoiced, as it stood then.</summary>
    [ReadOnly(true)]
    public PartyDetails? BillTo { get; set; }

    /// <summary>Who issued it, as it stood then.</summary>
    [ReadOnly(true)]
    public PartyDetails? IssuedBy { get; set; }

    /// <summary>The entry that posted it.</summary>
    [ReadOnly(true), References<Entry>]
    public Guid? EntryId { get; set; }

    /// <summary>Its open item.</summary>
    [ReadOnly(true), References<OpenItem>]
    public Guid? OpenItemId { get; set; }

    /// <summary>What it was made for: a resource's name, such as <c>commerce.order</c>.</summary>
    [ReadOnly(true)]
    public string? Source { get; set; }

    /// <summary>Id of the row that it was made for.</summary>
    [ReadOnly(true), Indexed]
    public Guid? SourceId { get; set; }

    /// <summary>A key of whoever made it; a second one with the same key is refused.</summary>
    [ReadOnly(true), Unique]
    public string? SourceKey { get; set; }

    internal bool IsSale => Kind is InvoiceKind.CustomerInvoice or InvoiceKind.CustomerCreditNote;

    internal bool IsCredit => Kind is InvoiceKind.CustomerCreditNote or InvoiceKind.SupplierCreditNote;
}

/// <summary>What a tax comes to on an invoice.</summary>
/// <param name="Code">Code of the tax, such as DE-S.</param>
/// <param name="Letter">Category of EN 16931: S, Z, E, AE, K, G or O.</param>
/// <param name="Percent">Rate.</param>
/// <param name="Base">What it is on.</param>
/// <param name="Tax">What it comes to.</param>
/// <param name="ExemptionReason">Why there is none.</param>
/// <param name="ExemptionCode">The same as a code of the VATEX list.</param>
public sealed record InvoiceTax(Guid? TaxCodeId, string? Code, string Letter, decimal Percent, decimal Base, decimal Tax, string? ExemptionReason = null, string? ExemptionCode = null);
