namespace Nexus.Kernel.Jobs;

/// <summary>
/// A cron expression of five fields (minute, hour, day of month, month, day of week) in a time zone. Where both days are restricted, either
/// will do. When clocks go forward, a time of day that is left out comes at the moment of the change; when they go back, a time of day that
/// comes twice counts the first time. Expressions that leave the hour open (<c>*</c>, <c>*/2</c>) go by the clock as it runs, through both.
/// </summary>
public sealed class Cron
{
    /// <summary>An expression that matches nothing in this time (30 February) never will. Leap days lie up to eight years apart.</summary>
    private const int YearsMax = 9;

    /// <summary>Clocks never jump further than this.</summary>
    private static readonly TimeSpan JumpMax = TimeSpan.FromHours(3);

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["@hourly"] = "0 * * * *",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@weekly"] = "0 0 * * 0",
        ["@monthly"] = "0 0 1 * *",
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
    };

    private readonly CronField _minute;
    private readonly CronField _hour;
    private readonly CronField _day;
    private readonly CronField _month;
    private readonly CronField _weekday;

    private Cron(CronField minute, CronField hour, CronField day, CronField month, CronField weekday) =>
        (_minute, _hour, _day, _month, _weekday) = (minute, hour, day, month, weekday);

    /// <summary>Null when the text is no cron expression.</summary>
    public static Cron? Parse(string text)
    {
        var fields = (Words.GetValueOrDefault(text.Trim()) ?? text).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (fields.Length != 5
            || CronField.Parse(fields[0], 0, 59, []) is not { } minute
            || CronField.Parse(fields[1], 0, 23, []) is not { } hour
            || CronField.Parse(fields[2], 1, 31, []) is not { } day
            || CronField.Parse(fields[3], 1, 12, Months) is not { } month
            || CronField.Parse(fields[4], 0, 7, Days) is not { } weekday)
            return null;

        // Sunday is 0 and 7.
        return new Cron(minute, hour, day, month, weekday with { Values = weekday.Values | (weekday.Has(7) ? 1UL : 0) });
    }

    /// <summary>The first time after the one given; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        DateTimeOffset? best = null;
        // From a little before: after a jump of the clocks an earlier time of day can still lie ahead.
        var local = Minute(TimeZoneInfo.ConvertTime(after, zone).DateTime - JumpMax);
        var end = local.AddYears(YearsMax);
        while ((local = Match(local, end)) < end)
        {
            foreach (var moment in Moments(local, zone))
            {
                if (moment > after && (best is null || moment < best))
                    best = moment;
            }

            if (best is { } found && local > TimeZoneInfo.ConvertTime(found, zone).DateTime + JumpMax)
                break;
            local = local.AddMinutes(1);
        }

        return best;
    }

    /// <summary>The first matching minute of the wall clock from this one on; the end when there is none before it.</summary>
    private DateTime Match(DateTime local, DateTime end)
    {
        while (local < end)
        {
            if (!_month.Has(local.Month))
                local = new DateTime(local.Year, local.Month, 1).AddMonths(1);
            else if (!IsDay(local))
                local = local.Date.AddDays(1);
            else if (!_hour.Has(local.Hour))
                local = local.Date.AddHours(local.Hour + 1);
            else if (!_minute.Has(local.Minute))
                local = local.AddMinutes(1);
            else
                return local;
        }

        return end;
    }

    private bool IsDay(DateTime local) => (_day.IsEvery, _weekday.IsEvery) switch
    {
        (false, false) => _day.Has(local.Day) || _weekday.Has((int)local.DayOfWeek),
        _ => _day.Has(local.Day) && _weekday.Has((int)local.DayOfWeek),
    };

    /// <summary>The moments at which the wall clock shows this, or would.</summary>
    private IEnumerable<DateTimeOffset> Moments(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            if (!_hour.IsEvery)
                yield return EndOfGap(local, zone);
            yield break;
        }

        if (!zone.IsAmbiguousTime(local))
        {
            yield return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
            yield break;
        }

        // The larger offset is the earlier moment.
        foreach (var offset in zone.GetAmbiguousTimeOffsets(local).OrderDescending().Take(_hour.IsEvery ? 2 : 1))
            yield return new DateTimeOffset(local, offset).ToUniversalTime();
    }

    private static DateTimeOffset EndOfGap(DateTime local, TimeZoneInfo zone)
    {
        while (zone.IsInvalidTime(local))
            local = local.AddMinutes(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static DateTime Minute(DateTime time) => new(time.Year, time.Month, time.Day, time.Hour, time.Minute, 0, DateTimeKind.Unspecified);
}
