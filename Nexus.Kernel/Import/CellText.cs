using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Import;

/// <summary>
/// A cell's text as the JSON that the field takes: numbers, dates and words as people write them. What can't be read as such stays text,
/// and the check of the input names it.
/// </summary>
public sealed partial class CellText(bool decimalComma, bool monthFirst, string currency)
{
    private static readonly string[] DayFirstForms = ["d.M.yyyy", "d/M/yyyy", "d-M-yyyy", "d.M.yy", "d/M/yy"];
    private static readonly string[] MonthFirstForms = ["M/d/yyyy", "M-d-yyyy", "M/d/yy", "d.M.yyyy"];
    private static readonly string[] YearFirstForms = ["yyyy-MM-dd", "yyyy/MM/dd", "yyyy.MM.dd", "yyyyMMdd"];
    private static readonly string[] TimeForms = ["", " H:mm", " H:mm:ss"];

    public void Write(Utf8JsonWriter json, Field field, string cell, string? currencyCell)
    {
        var text = cell.Trim();
        switch (field.Kind)
        {
            case FieldKind.Boolean when Truth(text) is { } truth:
                json.WriteBooleanValue(truth);
                break;
            case FieldKind.Integer or FieldKind.Decimal when Number(text) is { } number:
                json.WriteNumberValue(field.Kind is FieldKind.Integer && number == decimal.Truncate(number) ? decimal.Truncate(number) : number);
                break;
            case FieldKind.Money when MoneyParts(text, currencyCell) is var (amount, code):
                json.WriteStartObject();
                json.WriteNumber("amount", amount);
                json.WriteString("currency", code);
                json.WriteEndObject();
                break;
            case FieldKind.Date when Moment(text) is { } moment:
                json.WriteStringValue(moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case FieldKind.Instant when Moment(text) is { } moment && !text.Contains('T', StringComparison.Ordinal):
                json.WriteStringValue(moment.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
                break;
            case FieldKind.Choice:
                json.WriteStringValue(field.Choices.FirstOrDefault(c => string.Equals(c, text, StringComparison.OrdinalIgnoreCase) || ImportColumns.Plain(c) == ImportColumns.Plain(text)) ?? text);
                break;
            case FieldKind.TextList:
                json.WriteStartArray();
                foreach (var item in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                    json.WriteStringValue(item);
                json.WriteEndArray();
                break;
            case FieldKind.Json when IsJson(text):
                json.WriteRawValue(text);
                break;
            default:
                json.WriteStringValue(cell);
                break;
        }
    }

    /// <summary><c>1.234,5</c>, <c>1,234.5</c>, <c>1 234.5</c>: of two kinds of separators the last is the decimal one; one alone is read as the file's country writes it.</summary>
    public decimal? Number(string text)
    {
        var plain = Blanks().Replace(text, "").Replace("'", "", StringComparison.Ordinal);
        var (comma, point) = (plain.LastIndexOf(','), plain.LastIndexOf('.'));
        var decimals = (comma, point) switch
        {
            (< 0, < 0) => '.',
            ( >= 0, >= 0) => comma > point ? ',' : '.',
            ( >= 0, _) => !decimalComma && Thousands().IsMatch(plain) ? '.' : ',',
            _ => decimalComma && Thousands().IsMatch(plain) ? ',' : '.',
        };
        plain = plain.Replace(decimals == ',' ? "." : ",", "", StringComparison.Ordinal).Replace(',', '.');
        return decimal.TryParse(plain, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    /// <summary>Day, perhaps with a time (UTC).</summary>
    public DateTime? Moment(string text)
    {
        foreach (var day in YearFirstForms.Concat(monthFirst ? MonthFirstForms : DayFirstForms))
        {
            foreach (var time in TimeForms)
            {
                if (DateTime.TryParseExact(text, day + time, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment))
                    return moment;
            }
        }

        return DateTimeOffset.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant.UtcDateTime
            : null;
    }

    private (decimal Amount, string Currency)? MoneyParts(string text, string? currencyCell)
    {
        var word = Code().Match(text) is { Success: true } match ? match.Value : null;
        var amount = Number(word is null ? text.Trim('€', '$', '£', ' ') : text.Replace(word, "", StringComparison.Ordinal));
        return amount is null ? null : (amount.Value, string.IsNullOrWhiteSpace(currencyCell) ? (word ?? currency).ToUpperInvariant() : currencyCell.Trim().ToUpperInvariant());
    }

    private static bool? Truth(string text) => text.ToLowerInvariant() switch
    {
        "true" or "yes" or "y" or "1" or "x" or "ja" or "wahr" => true,
        "false" or "no" or "n" or "0" or "nein" or "falsch" => false,
        _ => null,
    };

    private static bool IsJson(string text)
    {
        try
        {
            using var _ = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 32 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"[\s\u00a0\u202f]")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"^-?\d{1,3}([.,]\d{3})+$")]
    private static partial Regex Thousands();

    [GeneratedRegex(@"\b[A-Za-z]{3}\b")]
    private static partial Regex Code();
}
