using System.ComponentModel;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.OpenItems;

/// <summary>That a credit (a payment, a credit note) settles a debit (an invoice), and how much of it.</summary>
[Resource("finance.allocation", Title = nameof(AllocatedOn), Derived = Derived.None)]
public sealed class Allocation : Resource
{
    /// <summary>The debit that is settled.</summary>
    [ReadOnly(true), References<OpenItem>]
    public Guid DebitItemId { get; set; }

    /// <summary>The credit that settles it.</summary>
    [ReadOnly(true), References<OpenItem>]
    public Guid CreditItemId { get; set; }

    /// <summary>The day it counts from.</summary>
    [ReadOnly(true)]
    public DateOnly AllocatedOn { get; set; }

    /// <summary>How much of the debit, in its currency.</summary>
    [ReadOnly(true)]
    public Money DebitAmount { get; set; }

    /// <summary>How much of the credit, in its currency.</summary>
    [ReadOnly(true)]
    public Money CreditAmount { get; set; }

    /// <summary>What that was of the debit in the book currency.</summary>
    [ReadOnly(true)]
    public decimal DebitBook { get; set; }

    /// <summary>What that was of the credit in the book currency.</summary>
    [ReadOnly(true)]
    public decimal CreditBook { get; set; }

    /// <summary>What exchange rates gained (or lost, when negative), in the book currency.</summary>
    [ReadOnly(true)]
    public decimal ExchangeGain { get; set; }

    /// <summary>The entry that posted the gain or loss, or passed the amount from one currency to the other.</summary>
    [ReadOnly(true), References<Entry>]
    public Guid? EntryId { get; set; }

    /// <summary>The day from which it was undone.</summary>
    [ReadOnly(true)]
    public DateOnly? UndoneOn { get; set; }
}
