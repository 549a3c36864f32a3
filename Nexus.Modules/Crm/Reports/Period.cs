using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Reports;

/// <summary>The days that a report looks at, both included; by default the last twelve months up to today. Days are counted in UTC.</summary>
internal readonly record struct Period(DateOnly From, DateOnly To)
{
    public const int DefaultMonths = 12;

    public static Period Of(DateOnly? from, DateOnly? to, Call call)
    {
        var last = to ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        return new Period(from ?? (last > DateOnly.MinValue.AddMonths(DefaultMonths) ? last.AddMonths(-DefaultMonths) : DateOnly.MinValue), last);
    }

    /// <summary>Start of the first day.</summary>
    public DateTimeOffset Start => new(From.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);

    /// <summary>Start of the day after the last one.</summary>
    public DateTimeOffset End => To == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new(To.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
}
