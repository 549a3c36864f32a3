using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Reports;

/// <summary>The address of the list with the rows that a figure comes from.</summary>
internal static class RowsBehindLink
{
    /// <param name="parameters">The report's, as text, with the days of its period.</param>
    /// <returns>Null when the figure tells of no rows that may be seen.</returns>
    public static string? Of(ReportColumn figure, JsonObject row, ReportType report, IReadOnlyDictionary<string, string> parameters, NexusModel model, Func<string, bool> may, DateTimeOffset now)
    {
        if (figure.Field.Behind is not { } behind || model.FindResource(behind.Resource) is not { } resource || !may(resource.ReadPermission) || ReportValue.Number(figure, row) is null or 0)
            return null;

        var conditions = new List<(string Name, string Value)>();
        foreach (var part in behind.Where.Split('&', StringSplitOptions.RemoveEmptyEntries))
            conditions.Add((part[..part.IndexOf('=')], part[(part.IndexOf('=') + 1)..].Replace("{now}", now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), StringComparison.Ordinal)));
        foreach (var column in report.Columns.Where(c => c.Kind is FieldKind.Id or FieldKind.Choice or FieldKind.Text && resource.Find(c.Name) is not null))
            conditions.Add((column.Name, row[column.Name] is { } value ? "eq." + value : "is.null"));
        foreach (var (name, value) in parameters.Where(p => p.Value.Length > 0 && resource.Find(p.Key) is { System: false } && conditions.All(c => c.Name != p.Key)))
            conditions.Add((name, "eq." + value));
        if (behind.On is { } on)
            conditions.AddRange(Period(report, row, parameters).Select(p => (on, p.Operator + "." + Start(p.Day, resource.Find(on)!))));
        return Links.List(resource) + (conditions.Count == 0 ? "" : "?" + string.Join('&', conditions.Select(c => $"{c.Name}={Uri.EscapeDataString(c.Value)}")));
    }

    private static IEnumerable<(string Operator, DateOnly Day)> Period(ReportType report, JsonObject row, IReadOnlyDictionary<string, string> parameters)
    {
        if (report.Axis is { } axis && report.Columns.First(c => c.Name == axis).Kind is FieldKind.Date && ReportValue.Date(row[axis]) is { } month)
            return [("gte", month), ("lt", axis == "month" ? month.AddMonths(1) : month.AddDays(1))];

        var days = new List<(string, DateOnly)>();
        if (ReportValue.Date(parameters.GetValueOrDefault("from")) is { } from)
            days.Add(("gte", from));
        if (ReportValue.Date(parameters.GetValueOrDefault("to")) is { } to && to < DateOnly.MaxValue)
            days.Add(("lt", to.AddDays(1)));
        return days;
    }

    /// <summary>Reports count days in UTC.</summary>
    private static string Start(DateOnly day, Field field) => day.ToString(field.Kind is FieldKind.Instant ? "yyyy-MM-dd'T00:00:00Z'" : "yyyy-MM-dd", CultureInfo.InvariantCulture);
}
