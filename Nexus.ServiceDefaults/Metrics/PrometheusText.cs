using System.Globalization;
using System.Text;

namespace Nexus.ServiceDefaults.Metrics;

/// <summary>Writes metrics in Prometheus's text format 0.0.4, with names made as OpenTelemetry's specification says.</summary>
public static class PrometheusText
{
    public static string Write(IEnumerable<Family> families)
    {
        var text = new StringBuilder();
        // Two meters may have an instrument of one name; the format wants one block for each name, of one kind.
        foreach (var named in families.Where(family => family.Series.Count > 0).GroupBy(NameOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            var first = named.First();
            text.Append("# HELP ").Append(named.Key).Append(' ').Append(EscapeHelp(first.Description ?? "")).Append('\n');
            text.Append("# TYPE ").Append(named.Key).Append(' ').Append(first.Kind.ToString().ToLowerInvariant()).Append('\n');
            var written = new HashSet<string>(StringComparer.Ordinal);
            foreach (var series in named.Where(family => family.Kind == first.Kind).SelectMany(family => family.Series))
            {
                var labels = Labels(series.Tags);
                if (written.Add(labels))
                {
                    Write(text, named.Key, labels, series);
                }
            }
        }

        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, string labels, SeriesValue series)
    {
        if (series.Buckets is null)
        {
            Line(text, name, labels, series.Value);
            return;
        }

        foreach (var (upTo, count) in series.Buckets)
        {
            Line(text, name + "_bucket", $"{labels}{(labels.Length > 0 ? "," : "")}le=\"{Number(upTo)}\"", count);
        }

        Line(text, name + "_sum", labels, series.Value);
        Line(text, name + "_count", labels, series.Buckets[^1].Count);
    }

    private static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string NameOf(Family family)
    {
        var name = Clean(family.Name, colonToo: true);
        var unit = UnitOf(family);
        if (family.Kind == FamilyKind.Counter && name.EndsWith("_total", StringComparison.Ordinal))
        {
            name = name[..^"_total".Length];
        }

        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
        {
            name += "_" + unit;
        }

        return family.Kind == FamilyKind.Counter ? name + "_total" : name;
    }

    private static string UnitOf(Family family)
    {
        var unit = family.Unit ?? "";
        // Braces hold a remark, not a unit.
        if (unit.Length == 0 || unit[0] == '{')
        {
            return "";
        }

        if (unit == "1")
        {
            return family.Kind == FamilyKind.Gauge ? "ratio" : "";
        }

        return unit.Split('/') is [var of, var per] ? $"{Word(of)}_per_{Word(per).TrimEnd('s')}".TrimStart('_') : Word(unit);
    }

    private static string Word(string unit) => unit switch
    {
        "d" => "days",
        "h" => "hours",
        "min" => "minutes",
        "s" => "seconds",
        "ms" => "milliseconds",
        "us" => "microseconds",
        "ns" => "nanoseconds",
        "By" => "bytes",
        "KiBy" => "kibibytes",
        "MiBy" => "mebibytes",
        "GiBy" => "gibibytes",
        "%" => "percent",
        "Cel" => "celsius",
        "Hz" => "hertz",
        _ when unit.StartsWith('{') => "",
        _ => Clean(unit, colonToo: false).Trim('_'),
    };

    /// <summary>Tags whose names become equal are one label, as a label may stand there once only.</summary>
    private static string Labels(IReadOnlyList<KeyValuePair<string, object?>> tags) => string.Join(',', tags
        .GroupBy(tag => Clean(tag.Key, colonToo: false))
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => $"{group.Key}=\"{EscapeValue(string.Join(';', group.Select(tag => ValueOf(tag.Value))))}\""));

    private static string ValueOf(object? value) => value switch
    {
        null => "",
        bool yes => yes ? "true" : "false",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    private static string Clean(string name, bool colonToo)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) || c == '_' || (colonToo && c == ':') ? c : '_');
        }

        if (clean.Length == 0 || char.IsAsciiDigit(clean[0]))
        {
            clean.Insert(0, '_');
        }

        return clean.ToString();
    }

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n");

    private static string EscapeValue(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(double value) =>
        double.IsPositiveInfinity(value) ? "+Inf" : double.IsNegativeInfinity(value) ? "-Inf" : value.ToString("R", CultureInfo.InvariantCulture);
}
