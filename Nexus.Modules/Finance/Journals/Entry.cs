using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Journals;

/// <summary>A posted journal entry. It is never changed: what was wrong is reversed by another entry.</summary>
[Resource("finance.entry", Plural = "entries", Title = nameof(Number), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(JournalId), nameof(PostedOn))]
public sealed class Entry : Resource
{
    /// <summary>Number without gaps in its journal and fiscal year, such as <c>INV-2026-000001</c>.</summary>
    [ReadOnly(true), Unique]
    public string Number { get; set; } = "";

    /// <summary>The number's last part.</summary>
    [ReadOnly(true)]
    public long Sequence { get; set; }

    /// <summary>The journal it is in.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>The period it counts in.</summary>
    [ReadOnly(true), References<Period>]
    public Guid PeriodId { get; set; }

    /// <summary>The day it counts from.</summary>
    [ReadOnly(true)]
    public DateOnly PostedOn { get; set; }

    /// <summary>What it is about.</summary>
    [ReadOnly(true), MaxLength(EntryDraft.TextLengthMax)]
    public string? Text { get; set; }

    /// <summary>Sum of its debits in the book currency.</summary>
    [ReadOnly(true)]
    public decimal BookTotal { get; set; }

    /// <summary>What it was posted for: the resource's name, such as <c>finance.invoice</c>.</summary>
    [ReadOnly(true), MaxLength(100)]
    public string? Source { get; set; }

    /// <summary>Id of the row that it was posted for.</summary>
    [ReadOnly(true), Indexed]
    public Guid? SourceId { get; set; }

    /// <summary>A key of whoever posted it; a second posting with the same key is refused.</summary>
    [ReadOnly(true), Unique, MaxLength(200)]
    public string? SourceKey { get; set; }

    /// <summary>The entry that this one takes back.</summary>
    [ReadOnly(true), Unique, References<Entry>]
    public Guid? ReversesId { get; set; }
}
