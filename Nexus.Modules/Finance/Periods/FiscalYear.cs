using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Periods;

/// <summary>Whether postings are taken.</summary>
public enum PeriodStatus
{
    Open,
    Closed,
}

/// <summary>A fiscal year: twelve periods, at whose end the result goes to retained earnings.</summary>
[Resource("finance.fiscal_year", Derived = Derived.None, Setup = true)]
public sealed class FiscalYear : Resource
{
    /// <summary>Name in entry numbers, such as <c>2026</c>.</summary>
    [Required, Unique, ReadOnly(true)]
    public string Name { get; set; } = "";

    /// <summary>First day.</summary>
    [Unique, ReadOnly(true)]
    public DateOnly StartsOn { get; set; }

    /// <summary>Last day.</summary>
    [ReadOnly(true)]
    public DateOnly EndsOn { get; set; }

    /// <summary>Whether the year still takes postings.</summary>
    [ReadOnly(true)]
    public PeriodStatus Status { get; set; }

    /// <summary>When it was closed.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? ClosedAt { get; set; }

    /// <summary>The year that begins on a day, with its periods.</summary>
    internal static (FiscalYear Year, IReadOnlyList<Period> Periods) Beginning(DateOnly day, DateTimeOffset now)
    {
        var end = day.AddYears(1).AddDays(-1);
        // A year is named after the calendar year that it ends in.
        var year = new FiscalYear { Id = Guid.CreateVersion7(now), Name = end.Year.ToString("0000", System.Globalization.CultureInfo.InvariantCulture), StartsOn = day, EndsOn = end };
        return (year, [.. Enumerable.Range(0, 12).Select(month => new Period
        {
            Id = Guid.CreateVersion7(now),
            FiscalYearId = year.Id,
            Name = FormattableString.Invariant($"{year.Name}-{month + 1:00}"),
            Position = month + 1,
            StartsOn = day.AddMonths(month),
            EndsOn = day.AddMonths(month + 1).AddDays(-1),
        })]);
    }
}
