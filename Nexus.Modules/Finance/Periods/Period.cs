using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Periods;

/// <summary>A month of a fiscal year. A closed one takes no postings.</summary>
[Resource("finance.period", Derived = Derived.None, Setup = true)]
public sealed class Period : Resource
{
    /// <summary>Name, such as <c>2026-03</c>.</summary>
    [Required, Unique, ReadOnly(true)]
    public string Name { get; set; } = "";

    /// <summary>The year that it is a part of.</summary>
    [References<FiscalYear>, Parent, ReadOnly(true)]
    public Guid FiscalYearId { get; set; }

    /// <summary>1 to 12.</summary>
    [ReadOnly(true)]
    public int Position { get; set; }

    /// <summary>First day.</summary>
    [Unique, ReadOnly(true)]
    public DateOnly StartsOn { get; set; }

    /// <summary>Last day.</summary>
    [ReadOnly(true)]
    public DateOnly EndsOn { get; set; }

    /// <summary>Whether it takes postings.</summary>
    [ReadOnly(true)]
    public PeriodStatus Status { get; set; }

    /// <summary>When it was last closed.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>When it was last opened again after it had been closed.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? ReopenedAt { get; set; }

    /// <summary>Why it was opened again.</summary>
    [ReadOnly(true), MaxLength(500)]
    public string? ReopenedBecause { get; set; }

    /// <summary>Who opened it again.</summary>
    [References<User>, ReadOnly(true)]
    public Guid? ReopenedById { get; set; }
}
