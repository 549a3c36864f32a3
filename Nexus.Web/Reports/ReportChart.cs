using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Reports;

/// <summary>What a chart draws: the measure over the axis, a series for each currency.</summary>
/// <param name="OverTime">The axis is time.</param>
/// <param name="Text">The chart in a sentence, for those who don't see it.</param>
public sealed record ReportChart(string Measure, bool OverTime, bool Percent, IReadOnlyList<ChartPoint> Points, IReadOnlyList<ChartSeries> Series, string Text)
{
    /// <summary>Bars that can be told apart.</summary>
    private const int PointsMax = 40;

    /// <summary>Null when the report draws nothing, or there is nothing to draw.</summary>
    /// <param name="own">The tenant's currency, which comes first.</param>
    /// <param name="none">What stands for an empty name.</param>
    internal static ReportChart? Of(ReportType report, IReadOnlyList<ReportColumn> columns, IReadOnlyList<JsonObject> rows, Labels labels, TimeZoneInfo zone, Func<ReportColumn, JsonObject, string?> behind, string own, string none)
    {
        if (columns.FirstOrDefault(c => c.Name == report.Axis) is not { } axis || columns.FirstOrDefault(c => c.Name == report.Measure) is not { } measure || rows.All(r => ReportValue.Number(measure, r) is null or 0))
            return null;

        // The same word twice, of two pipelines' stages, is one bar of both, unless a sum means nothing.
        var named = rows.Select((row, i) => (Row: row, Label: ReportValue.Text(axis, row, labels, report.Name, zone) is { Length: > 0 } text ? text : none, Own: measure.Adds ? 0 : i)).ToArray();
        var points = named.GroupBy(n => (n.Label, n.Own)).Take(PointsMax).ToArray();
        var currencies = rows.Select(r => ReportValue.Currency(measure, r)).Distinct().OrderBy(c => c != own).ThenBy(c => c, StringComparer.Ordinal).ToArray();
        var series = currencies.Select(currency => new ChartSeries(
            currency ?? measure.Label,
            [.. points.Select(p => p.Where(n => ReportValue.Currency(measure, n.Row) == currency).Select(n => ReportValue.Number(measure, n.Row)).ToArray() is { Length: > 0 } numbers ? numbers.Sum() : null)],
            currency)).ToArray();
        return new ReportChart(
            measure.Label,
            axis.Field.Kind is FieldKind.Date or FieldKind.Instant,
            measure.Form is ColumnForm.Percent,
            [.. points.Select(p => new ChartPoint(p.Key.Label, p.Select(n => behind(measure, n.Row)).FirstOrDefault(h => h is not null)))],
            [.. series.Select(s => s with { Texts = [.. s.Values.Select(v => v is { } number ? ReportValue.Text(measure, number, s.Currency) : "")] })],
            $"{measure.Label}: {string.Join("; ", points.Select((p, i) => $"{p.Key.Label} {string.Join(", ", series.Where(s => s.Values[i] is not null).Select(s => ReportValue.Text(measure, s.Values[i]!.Value, s.Currency)))}"))}");
    }
}

/// <param name="Href">The rows behind.</param>
public sealed record ChartPoint(string Label, string? Href);

/// <param name="Values">One for each point; null: none.</param>
public sealed record ChartSeries(string Label, IReadOnlyList<decimal?> Values, string? Currency)
{
    /// <summary>The values as people read them.</summary>
    public IReadOnlyList<string> Texts { get; init; } = [];
}
