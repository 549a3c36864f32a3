using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.OpenItems;

/// <summary>Whether a customer owes or a supplier is owed.</summary>
public enum Ledger
{
    Receivable,
    Payable,
}

/// <summary>What an open item comes from.</summary>
public enum OpenItemKind
{
    Invoice,
    CreditNote,
    Payment,

    /// <summary>A payment that came back.</summary>
    PaymentReversal,
}

/// <summary>
/// What a document left on an account of receivables or payables, and how much of it is still open. Debits (an invoice to a customer, a payment
/// to a supplier) are positive, credits negative. The sum over an account is the account's balance.
/// </summary>
[Resource("finance.open_item", Title = nameof(Number), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(PartnerId), nameof(DueOn))]
public sealed class OpenItem : Resource
{
    /// <summary>The customer or supplier.</summary>
    [ReadOnly(true), References<Partner>]
    public Guid PartnerId { get; set; }

    /// <summary>Receivable or payable.</summary>
    [ReadOnly(true)]
    public Ledger Ledger { get; set; }

    /// <summary>The control account.</summary>
    [ReadOnly(true), References<Account>]
    public Guid AccountId { get; set; }

    /// <summary>What it comes from.</summary>
    [ReadOnly(true)]
    public OpenItemKind Kind { get; set; }

    /// <summary>Number of the document.</summary>
    [ReadOnly(true)]
    public string Number { get; set; } = "";

    /// <summary>Id of the document: an invoice or a payment.</summary>
    [ReadOnly(true), Indexed]
    public Guid DocumentId { get; set; }

    /// <summary>The entry that posted it.</summary>
    [ReadOnly(true), References<Entry>]
    public Guid EntryId { get; set; }

    /// <summary>The day it counts from.</summary>
    [ReadOnly(true)]
    public DateOnly PostedOn { get; set; }

    /// <summary>The day by which it is to be settled.</summary>
    [ReadOnly(true)]
    public DateOnly DueOn { get; set; }

    /// <summary>What it was in its currency.</summary>
    [ReadOnly(true)]
    public Money Amount { get; set; }

    /// <summary>What it was in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookAmount { get; set; }

    /// <summary>What is still open, in its currency.</summary>
    [ReadOnly(true)]
    public decimal Remaining { get; set; }

    /// <summary>What is still open, in the book currency.</summary>
    [ReadOnly(true)]
    public decimal RemainingBook { get; set; }

    /// <summary>How often its customer was reminded.</summary>
    [ReadOnly(true), Display(GroupName = "Dunning")]
    public int DunningLevel { get; set; }

    /// <summary>When its customer was last reminded.</summary>
    [ReadOnly(true), Display(GroupName = "Dunning")]
    public DateOnly? LastDunnedOn { get; set; }

    internal bool IsDebit => Amount.Amount > 0;

    /// <summary>The book value of a part of what is open; all that is left of it when the part is all.</summary>
    internal decimal BookOf(decimal part, string bookCurrency) =>
        part == Math.Abs(Remaining) ? Math.Abs(RemainingBook) : Currencies.CurrencyUnits.Round(Math.Abs(RemainingBook) * part / Math.Abs(Remaining), bookCurrency);

    /// <summary>Takes a part off what is open.</summary>
    internal void Take(decimal part, decimal book)
    {
        Remaining -= Math.Sign(Amount.Amount) * part;
        RemainingBook -= Math.Sign(Amount.Amount) * book;
    }
}
