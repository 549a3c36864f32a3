using System.ComponentModel;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Journals;

/// <summary>The last number given in a journal and fiscal year. Its row is locked until the entry that took the number commits, so that no number is left out or given twice.</summary>
[Resource("finance.number_range", Title = nameof(Last), Derived = Derived.None, Told = Told.ByOperation, Setup = true)]
public sealed class NumberRange : Resource
{
    /// <summary>The journal.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>The fiscal year.</summary>
    [ReadOnly(true)]
    public Guid FiscalYearId { get; set; }

    /// <summary>The last number given.</summary>
    [ReadOnly(true)]
    public long Last { get; set; }
}
