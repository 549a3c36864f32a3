using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Payments;

/// <summary>What a payment settles.</summary>
/// <param name="InvoiceId">The invoice, bill or credit note.</param>
/// <param name="Amount">How much of it, in its currency; as much as goes when not given.</param>
/// <param name="PaymentAmount">How much of the payment, where its currency is another.</param>
public sealed record PaymentUse(Guid InvoiceId, decimal? Amount = null, decimal? PaymentAmount = null);

/// <summary>What makes a payment.</summary>
public abstract record PaymentInput
{
    /// <summary>Invoices that one payment settles.</summary>
    public const int UsesMax = 200;

    /// <summary>Received or sent.</summary>
    [Required]
    public PaymentDirection Direction { get; init; }

    /// <summary>How much; its currency must be the journal's.</summary>
    [Required]
    public Money Amount { get; init; }

    /// <summary>From whom or to whom; or name it by <c>partner</c>.</summary>
    [References<Partner>]
    public Guid? PartnerId { get; init; }

    /// <summary>From whom or to whom, by a key of your own.</summary>
    public PartnerInput? Partner { get; init; }

    /// <summary>Code of the journal of the bank account or till: <c>bank</c>, <c>cash</c>, <c>clearing</c> (money that a payment provider holds).</summary>
    [MaxLength(30)]
    public string Journal { get; init; } = "bank";

    /// <summary>The day it counts from; today when not given.</summary>
    public DateOnly? PaidOn { get; init; }

    /// <summary>Receivable for what is received, payable for what is sent, when not given; say receivable to pay a customer back.</summary>
    public Ledger? Ledger { get; init; }

    /// <summary>What one unit of its currency is worth in the book currency; the rate that is kept for the day when not given.</summary>
    [Range(0.000_000_001, ExchangeRate.RateMax)]
    public decimal? Rate { get; init; }

    /// <summary>How it was paid: transfer, card, cash …</summary>
    [MaxLength(50)]
    public string? Method { get; init; }

    /// <summary>Text of the transfer, or number of the transaction.</summary>
    [MaxLength(500)]
    public string? Reference { get; init; }

    /// <summary>The invoices, bills or credit notes that it settles.</summary>
    public PaymentUse[]? Settles { get; init; }

    /// <summary>Let it settle the partner's open items in its currency, those first that are due first.</summary>
    public bool SettleOldest { get; init; }

    /// <summary>What it is made for: a resource's name, such as <c>commerce.order</c>.</summary>
    [MaxLength(100)]
    public string? Source { get; init; }

    /// <summary>Id of the row that it is made for.</summary>
    public Guid? SourceId { get; init; }

    /// <summary>A key of your own; a second payment with the same key is refused with <c>duplicate</c>.</summary>
    [MaxLength(200)]
    public string? SourceKey { get; init; }

    /// <exception cref="Fault">422.</exception>
    internal void Check()
    {
        if (Amount.Amount <= 0)
            throw Invalid("amount", "out_of_range", "The amount must be above zero; say by the direction which way it went.");
        if (!CurrencyUnits.Fits(Amount.Amount, Amount.Currency))
            throw Invalid("amount", "too_many_decimals", $"{Amount.Currency} has {CurrencyUnits.Decimals(Amount.Currency)} decimals.");
        if (Settles?.Length > UsesMax)
            throw Invalid("settles", "too_long", $"A payment settles at most {UsesMax} invoices at once.");
        if (Settles?.Any(s => s is null) == true || Settles?.Select(s => s.InvoiceId).Distinct().Count() < Settles?.Length)
            throw Invalid("settles", "not_distinct", "Name each invoice once.");
        if (Settles is { Length: > 0 } && SettleOldest)
            throw Invalid("settle_oldest", "one_needed", "Either name the invoices or let it settle the oldest ones.");
    }

    internal static Fault Invalid(string field, string code, string message) => Fault.Invalid([new FieldFault(field, code, message)]);
}
