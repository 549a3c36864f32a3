using System.ComponentModel;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Payments;

/// <summary>Which way the money went.</summary>
public enum PaymentDirection
{
    Received,
    Sent,
}

/// <summary>Whether a payment holds.</summary>
public enum PaymentStatus
{
    Posted,

    /// <summary>It came back: a returned debit, a bounced cheque, a charge-back.</summary>
    Reversed,
}

/// <summary>Money received from a customer or sent to a supplier, or back to either.</summary>
[Resource("finance.payment", Title = nameof(Number), Derived = Derived.None)]
[Index(nameof(PartnerId), nameof(PaidOn))]
public sealed class Payment : Resource
{
    /// <summary>Number without gaps.</summary>
    [ReadOnly(true), Unique, Searchable]
    public string Number { get; set; } = "";

    /// <summary>Received or sent.</summary>
    [ReadOnly(true)]
    public PaymentDirection Direction { get; set; }

    /// <summary>Whether it is about what customers owe or about what suppliers are owed.</summary>
    [ReadOnly(true)]
    public Ledger Ledger { get; set; }

    /// <summary>Whether it holds.</summary>
    [ReadOnly(true)]
    public PaymentStatus Status { get; set; }

    /// <summary>From whom or to whom.</summary>
    [ReadOnly(true), References<Partner>]
    public Guid PartnerId { get; set; }

    /// <summary>The day it counts from.</summary>
    [ReadOnly(true)]
    public DateOnly PaidOn { get; set; }

    /// <summary>How much.</summary>
    [ReadOnly(true)]
    public Money Amount { get; set; }

    /// <summary>How much of it settles nothing yet.</summary>
    [ReadOnly(true)]
    public Money Unallocated { get; set; }

    /// <summary>The journal of the bank account or till.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>How it was paid: transfer, card, cash …</summary>
    [ReadOnly(true)]
    public string? Method { get; set; }

    /// <summary>Text of the transfer, or number of the transaction.</summary>
    [ReadOnly(true), Searchable]
    public string? Reference { get; set; }

    /// <summary>The entry that posted it.</summary>
    [ReadOnly(true), References<Entry>]
    public Guid EntryId { get; set; }

    /// <summary>Its open item.</summary>
    [ReadOnly(true), References<OpenItem>]
    public Guid OpenItemId { get; set; }

    /// <summary>The day on which it came back.</summary>
    [ReadOnly(true)]
    public DateOnly? ReversedOn { get; set; }

    /// <summary>What it was made for: a resource's name, such as <c>commerce.order</c>.</summary>
    [ReadOnly(true)]
    public string? Source { get; set; }

    /// <summary>Id of the row that it was made for.</summary>
    [ReadOnly(true), Indexed]
    public Guid? SourceId { get; set; }

    /// <summary>A key of whoever posted it; a second one with the same key is refused.</summary>
    [ReadOnly(true), Unique]
    public string? SourceKey { get; set; }
}
