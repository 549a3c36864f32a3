using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Web.Frame;

namespace Nexus.Web.Administration;

/// <summary>Values of a row as the API gives it.</summary>
internal static class RowValues
{
    public static string Id(this JsonObject row) => row.Text("id");

    /// <summary>Empty for null.</summary>
    public static string Text(this JsonNode row, string name) => row[name]?.ToString() ?? "";

    public static bool Has(this JsonNode row, string name) => row[name] is not null;

    public static string[] List(this JsonNode row, string name) => row[name] is JsonArray list ? [.. list.Select(i => i?.ToString() ?? "")] : [];

    public static DateTimeOffset? At(this JsonNode row, string name) =>
        row[name] is { } value && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, out var at) ? at : null;

    /// <summary>A dash for null.</summary>
    public static string When(this JsonNode row, string name, TimeZoneInfo zone) => row.At(name) is { } at ? ValueText.Instant(at, zone) : "–";

    public static bool Archived(this JsonObject row) => row.Has("archived_at");

    /// <summary>A value within a filter of the API, quoted.</summary>
    public static string Quoted(string value) => Uri.EscapeDataString("\"" + value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"");

    /// <summary>A pattern that contains the text, for ilike; <c>*</c> stands for anything there.</summary>
    public static string Contains(string text) => Uri.EscapeDataString("*" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("*", "", StringComparison.Ordinal) + "*");
}
