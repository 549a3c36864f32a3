using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Reports;

/// <summary>A cell of a report: its number, where it is one, and its text.</summary>
internal static class ReportValue
{
    public static decimal? Number(ReportColumn column, JsonObject row) => row[column.Name] switch
    {
        null => null,
        JsonObject money => ValueText.TryMoney(money, out var amount, out _) ? amount : null,
        JsonValue value when value.TryGetValue<decimal>(out var number) => number,
        _ => null,
    };

    /// <summary>The currency of an amount.</summary>
    public static string? Currency(ReportColumn column, JsonObject row) => column.Form is not ColumnForm.Money ? null
        : ValueText.TryMoney(row[column.Name], out _, out var currency) ? currency : row[ReportColumn.Currency]?.ToString();

    public static string Text(ReportColumn column, JsonObject row, Labels labels, string report, TimeZoneInfo zone) => row[column.Name] is not { } value ? ""
        : Number(column, row) is { } number ? Text(column, number, Currency(column, row))
        : column.Form switch
        {
            ColumnForm.Month when Date(value) is { } month => Month(month),
            ColumnForm.Choice => labels.Choice(report, column.Field, value.ToString()),
            _ => ValueText.Of(column.Field, value, zone),
        };

    public static string Text(ReportColumn column, decimal number, string? currency) => column.Form switch
    {
        ColumnForm.Money when currency is not null => ValueText.Money(number, currency),
        ColumnForm.Percent => Percent(number),
        _ => ValueText.Number(number),
    };

    /// <summary>As few characters as tell the size: <c>€1.2M</c>, for figures and axes.</summary>
    public static string Short(ReportColumn column, decimal number, string? currency) =>
        column.Form is ColumnForm.Money && currency is not null && Math.Abs(number) >= 1 ? ValueText.Money(Math.Round(number), currency, 0) : Text(column, number, currency);

    public static DateOnly? Date(JsonNode? value) => DateOnly.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out var date) ? date : null;

    public static string Month(DateOnly month) => month.ToString("MMM yyyy", CultureInfo.CurrentCulture);

    private static string Percent(decimal number) => string.Create(CultureInfo.CurrentCulture, $"{ValueText.Number(number)}{(CultureInfo.CurrentCulture.TwoLetterISOLanguageName == "de" ? "\u00a0%" : "%")}");
}
