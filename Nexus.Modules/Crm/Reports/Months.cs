using Nexus.Kernel.Run;

namespace Nexus.Modules.Crm.Reports;

/// <summary>The months that a report goes through, both included; by default the last twelve up to this one. A month is counted in UTC.</summary>
internal readonly record struct Months(DateOnly First, DateOnly Last)
{
    /// <summary>More rows than anybody looks at.</summary>
    private const int CountMax = 120;

    public static Months Of(DateOnly? from, DateOnly? to, Call call)
    {
        var period = Period.Of(from, to, call);
        var last = new DateOnly(period.To.Year, period.To.Month, 1);
        var first = from is null && last > DateOnly.MinValue.AddMonths(Period.DefaultMonths) ? last.AddMonths(1 - Period.DefaultMonths) : new DateOnly(period.From.Year, period.From.Month, 1);
        return new Months(last.DayNumber > CountMax * 31 && first < last.AddMonths(1 - CountMax) ? last.AddMonths(1 - CountMax) : first, last);
    }

    public DateTimeOffset Start => new(First.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    public DateTimeOffset End => Last > new DateOnly(9999, 11, 30) ? DateTimeOffset.MaxValue : new(Last.AddMonths(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
