using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Frame;

/// <summary>Values as text in the person's language and time zone.</summary>
public static class ValueText
{
    /// <summary>Money with its currency: <c>€1,200.00</c>; the digits after the point are the currency's.</summary>
    public static string Money(decimal amount, string currency) => Money(amount, currency, Math.Max(Digits(currency), Scale(amount)));

    /// <param name="digits">Digits after the point.</param>
    public static string Money(decimal amount, string currency, int digits)
    {
        var format = (NumberFormatInfo)CultureInfo.CurrentCulture.NumberFormat.Clone();
        format.CurrencySymbol = Symbol(currency);
        format.CurrencyDecimalDigits = digits;
        // A code, other than a sign, stands apart from the number.
        if (format.CurrencySymbol.Length > 1 && char.IsLetter(format.CurrencySymbol[^1]) && format.CurrencyPositivePattern is 0)
            (format.CurrencyPositivePattern, format.CurrencyNegativePattern) = (2, 9);
        return amount.ToString("C", format);
    }

    public static string Number(decimal number) => number.ToString(Scale(number) == 0 ? "N0" : "N" + Scale(number), CultureInfo.CurrentCulture);

    public static string Date(DateOnly date) => date.ToString("d MMM yyyy", CultureInfo.CurrentCulture);

    /// <summary>Day and minute, in the zone.</summary>
    public static string Instant(DateTimeOffset instant, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(instant, zone).ToString("d MMM yyyy, HH:mm", CultureInfo.CurrentCulture);

    /// <summary>Digits after the point that amounts of the currency have: 2, but 0 for JPY and 3 for KWD.</summary>
    public static int Digits(string currency) => currency switch
    {
        "BIF" or "CLP" or "DJF" or "GNF" or "ISK" or "JPY" or "KMF" or "KRW" or "PYG" or "RWF" or "UGX" or "VND" or "VUV" or "XAF" or "XOF" or "XPF" => 0,
        "BHD" or "IQD" or "JOD" or "KWD" or "LYD" or "OMR" or "TND" => 3,
        _ => 2,
    };

    public static bool TryMoney(JsonNode? value, out decimal amount, out string currency)
    {
        (amount, currency) = (0, "");
        if (value is not JsonObject { Count: > 0 } money || money["amount"] is not JsonValue given || !given.TryGetValue(out amount))
            return false;
        currency = money["currency"]?.GetValue<string>() ?? "";
        return true;
    }

    /// <summary>One line for a cell, a title or a tooltip; empty for null.</summary>
    public static string Of(Field field, JsonNode? value, TimeZoneInfo zone) => value switch
    {
        null => "",
        _ when field.Kind is FieldKind.Money && TryMoney(value, out var amount, out var currency) => Money(amount, currency),
        JsonValue number when field.Kind is FieldKind.Integer or FieldKind.Decimal && number.TryGetValue<decimal>(out var plain) => Number(plain),
        JsonValue text when field.Kind is FieldKind.Date && DateOnly.TryParse(text.ToString(), CultureInfo.InvariantCulture, out var date) => Date(date),
        JsonValue text when field.Kind is FieldKind.Instant && DateTimeOffset.TryParse(text.ToString(), CultureInfo.InvariantCulture, out var instant) => Instant(instant, zone),
        JsonValue text when field.Format is Format.Country => Country(text.ToString()),
        JsonArray list => string.Join(", ", list.Select(i => i?.ToString())),
        JsonObject json => json.ToJsonString(),
        _ => value.ToString(),
    };

    public static string Country(string code) => Countries.Of(code);

    private static int Scale(decimal number) => (number / 1.0000000000000000000000000000m).Scale;

    private static string Symbol(string currency) => currency switch
    {
        "EUR" => "€",
        "USD" => "$",
        "GBP" => "£",
        "JPY" => "¥",
        _ => currency,
    };
}
