using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>A line of an invoice that is to be made.</summary>
/// <param name="Description">What was sold or bought.</param>
/// <param name="UnitPrice">Price of one unit in the invoice's currency; negative for something taken off.</param>
/// <param name="Quantity">How much of it.</param>
/// <param name="Unit">Unit of the quantity: a code of UN/ECE Recommendation 20, such as C62 (piece), HUR (hour), KGM.</param>
/// <param name="DiscountPercent">Percent off.</param>
/// <param name="TaxCode">How it is taxed, such as DE-S.</param>
/// <param name="TaxPercent">Instead of a code: the rate, for which the business's own code is found.</param>
/// <param name="Account">Number of the account of the revenue or the cost.</param>
/// <param name="Role">Or what it is for: revenue (the default of sales), service_revenue, shipping_revenue, expense (the default of purchases), inventory, goods_received …</param>
/// <param name="Article">Article number.</param>
public sealed record InvoiceLineInput(
    string Description,
    decimal UnitPrice,
    decimal Quantity = 1,
    string Unit = "C62",
    decimal DiscountPercent = 0,
    string? TaxCode = null,
    decimal? TaxPercent = null,
    string? Account = null,
    AccountRole? Role = null,
    string? Article = null)
{
    public const int DescriptionLengthMax = 1_000;
}

/// <summary>What makes an invoice.</summary>
public abstract record InvoiceInput
{
    /// <summary>Lines of one invoice.</summary>
    public const int LinesMax = 1_000;

    /// <summary>Invoice, bill or credit note.</summary>
    public InvoiceKind Kind { get; init; }

    /// <summary>The customer or supplier; or name it by <c>partner</c>.</summary>
    [References<Partner>]
    public Guid? PartnerId { get; init; }

    /// <summary>The customer or supplier by a key of your own; one that the books don't know is made.</summary>
    public PartnerInput? Partner { get; init; }

    /// <summary>The day it is issued on and counts from; today when not given.</summary>
    public DateOnly? IssuedOn { get; init; }

    /// <summary>The day by which it is to be paid; by the terms of payment when not given.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>The day of the delivery, or the last day of the service; decides the rate of tax.</summary>
    public DateOnly? DeliveredOn { get; init; }

    /// <summary>Currency; the partner's or the book currency when not given.</summary>
    [Currency]
    public string? Currency { get; init; }

    /// <summary>What one unit of it is worth in the book currency; the rate that is kept for the day when not given.</summary>
    [Range(0.000_000_001, Currencies.ExchangeRate.RateMax)]
    public decimal? Rate { get; init; }

    /// <summary>True where the prices of the lines include the tax.</summary>
    public bool PricesIncludeTax { get; init; }

    /// <summary>Terms of payment; the partner's when not given.</summary>
    [References<PaymentTerm>]
    public Guid? PaymentTermId { get; init; }

    /// <summary>The customer's order number, or the number that a supplier gave its bill.</summary>
    [MaxLength(200)]
    public string? Reference { get; init; }

    /// <summary>What the customer wants to be named; for German authorities the Leitweg-ID.</summary>
    [MaxLength(100)]
    public string? BuyerReference { get; init; }

    /// <summary>Of a credit note: the invoice that it takes back.</summary>
    [References<Invoice>]
    public Guid? CreditsInvoiceId { get; init; }

    /// <summary>Text for the reader.</summary>
    [Multiline, MaxLength(5_000)]
    public string? Note { get; init; }

    /// <summary>The lines.</summary>
    [Required]
    public InvoiceLineInput[] Lines { get; init; } = [];

    /// <summary>What it is made for: a resource's name, such as <c>commerce.order</c>.</summary>
    [MaxLength(100)]
    public string? Source { get; init; }

    /// <summary>Id of the row that it is made for.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>A key of your own; a second invoice with the same key is refused with <c>duplicate</c>.</summary>
    [MaxLength(200)]
    public string? SourceKey { get; init; }
}
