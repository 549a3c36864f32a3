using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Dunning;

/// <summary>A step of reminding customers: after how many days, with which words, for which fee.</summary>
[Resource("finance.dunning_level", Setup = true)]
public sealed class DunningLevel : Resource
{
    /// <summary>What it is called, such as <c>First reminder</c>.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>1 for the first reminder, 2 for the second …</summary>
    [Required, Range(1, 9), Unique]
    public int Position { get; set; }

    /// <summary>From so many days after an invoice was due.</summary>
    [Required, Range(1, 365)]
    public int DaysOverdue { get; set; }

    /// <summary>What is charged for it, in the book currency.</summary>
    [Range(0, 1_000_000)]
    public decimal Fee { get; set; }

    /// <summary>What is written.</summary>
    [Multiline, MaxLength(5000)]
    public string? Text { get; set; }
}

/// <summary>A reminder to a customer of what is overdue.</summary>
[Resource("finance.dunning_notice", Title = nameof(PartnerName), Derived = Derived.None)]
public sealed class DunningNotice : Resource
{
    /// <summary>The customer.</summary>
    [ReadOnly(true), References<Partner>]
    public Guid PartnerId { get; set; }

    /// <summary>The customer's name at the time.</summary>
    [ReadOnly(true), Searchable]
    public string PartnerName { get; set; } = "";

    /// <summary>The day of the reminder.</summary>
    [ReadOnly(true)]
    public DateOnly NoticedOn { get; set; }

    /// <summary>The highest level of what it reminds of.</summary>
    [ReadOnly(true)]
    public int Level { get; set; }

    /// <summary>What is overdue in all.</summary>
    [ReadOnly(true)]
    public Money Total { get; set; }

    /// <summary>What is charged for it.</summary>
    [ReadOnly(true)]
    public decimal Fee { get; set; }

    /// <summary>The invoice of the fee.</summary>
    [ReadOnly(true), References<Invoice>]
    public Guid? FeeInvoiceId { get; set; }

    /// <summary>What is written.</summary>
    [ReadOnly(true), Multiline]
    public string? Text { get; set; }

    /// <summary>The invoices that it reminds of.</summary>
    [ReadOnly(true)]
    public IReadOnlyList<DunnedItem> Items { get; set; } = [];
}

/// <summary>An invoice in a reminder.</summary>
public sealed record DunnedItem(Guid OpenItemId, string Number, DateOnly DueOn, int DaysOverdue, decimal Remaining, int Level);
