using System.Globalization;
using System.Numerics;

namespace Nexus.Kernel.Jobs;

/// <summary>One of the five fields of a cron expression, as the set of values that match.</summary>
internal readonly record struct CronField(ulong Values, bool IsEvery)
{
    public bool Has(int value) => (Values >> value & 1) != 0;

    /// <summary>Null when the text is no such field.</summary>
    /// <param name="names">Names that may stand for numbers, from <paramref name="first"/> on.</param>
    public static CronField? Parse(string text, int first, int last, string[] names)
    {
        var values = 0UL;
        foreach (var part in text.Split(','))
        {
            if (Part(part, first, last, names) is not { } some)
                return null;
            values |= some;
        }

        return new CronField(values, text.StartsWith('*'));
    }

    public int Count => BitOperations.PopCount(Values);

    private static ulong? Part(string part, int first, int last, string[] names)
    {
        var step = 1;
        var slash = part.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0 && (!int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out step) || step < 1 || step > last))
            return null;
        var range = slash < 0 ? part : part[..slash];
        var (from, to) = (first, last);
        if (range != "*")
        {
            var ends = range.Split('-');
            if (ends.Length > 2 || Number(ends[0]) is not { } low || Number(ends[^1]) is not { } high)
                return null;
            (from, to) = (low, ends.Length == 1 && slash >= 0 ? last : high);
        }

        if (from > to)
            return null;
        var values = 0UL;
        for (var value = from; value <= to; value += step)
            values |= 1UL << value;
        return values;

        int? Number(string text)
        {
            var named = Array.FindIndex(names, n => n.Equals(text, StringComparison.OrdinalIgnoreCase));
            if (named >= 0)
                return first + named;
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= first && number <= last ? number : null;
        }
    }
}
