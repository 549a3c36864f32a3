using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Journals;

/// <summary>A line of a posted journal entry: a debit or a credit of one account.</summary>
[Resource("finance.entry_line", Title = nameof(Text), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(AccountId), nameof(PostedOn), Include = [nameof(JournalId), nameof(BookDebit), nameof(BookCredit)])]
public sealed class EntryLine : Resource
{
    /// <summary>The entry that it is a line of.</summary>
    [ReadOnly(true), References<Entry>, Parent]
    public Guid EntryId { get; set; }

    /// <summary>Place in the entry, from 1.</summary>
    [ReadOnly(true)]
    public int Position { get; set; }

    /// <summary>The account.</summary>
    [ReadOnly(true), References<Account>]
    public Guid AccountId { get; set; }

    /// <summary>The entry's journal.</summary>
    [ReadOnly(true)]
    public Guid JournalId { get; set; }

    /// <summary>The day it counts from; the entry's.</summary>
    [ReadOnly(true)]
    public DateOnly PostedOn { get; set; }

    /// <summary>Debit in the line's currency.</summary>
    [ReadOnly(true)]
    public decimal Debit { get; set; }

    /// <summary>Credit in the line's currency.</summary>
    [ReadOnly(true)]
    public decimal Credit { get; set; }

    /// <summary>Currency of debit and credit.</summary>
    [ReadOnly(true), Currency]
    public string Currency { get; set; } = "";

    /// <summary>Debit in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookDebit { get; set; }

    /// <summary>Credit in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookCredit { get; set; }

    /// <summary>The customer or supplier that it concerns.</summary>
    [ReadOnly(true)]
    public Guid? PartnerId { get; set; }

    /// <summary>The tax code under which it counts in tax reports.</summary>
    [ReadOnly(true)]
    public Guid? TaxCodeId { get; set; }

    /// <summary>Where the line is what a tax is on: its amount in the book currency, positive for what is sold or bought, negative for what is credited. Empty on the line of the tax itself.</summary>
    [ReadOnly(true)]
    public decimal? TaxBase { get; set; }

    /// <summary>What the line is about.</summary>
    [ReadOnly(true), MaxLength(EntryDraft.TextLengthMax)]
    public string? Text { get; set; }
}
