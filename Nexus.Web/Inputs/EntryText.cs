using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.Frame;

namespace Nexus.Web.Inputs;

/// <summary>Values as an input holds them: numbers with the person's decimal sign, days and times as the browser's own inputs want them.</summary>
public static class EntryText
{
    private const string PlainNumber = "0.############################";

    public static string Number(JsonNode? value) => Decimal(value) is { } number ? number.ToString(PlainNumber, CultureInfo.CurrentCulture) : "";

    /// <summary>With the digits that the currency has.</summary>
    public static string Amount(JsonNode? money) =>
        ValueText.TryMoney(money, out var amount, out var currency)
            ? amount.ToString("0." + new string('0', ValueText.Digits(currency)) + "####", CultureInfo.CurrentCulture)
            : "";

    public static string Currency(JsonNode? money) => ValueText.TryMoney(money, out _, out var currency) ? currency : "";

    /// <summary>For <c>datetime-local</c>, in the person's time zone.</summary>
    public static string Instant(JsonNode? value, TimeZoneInfo zone) =>
        DateTimeOffset.TryParse(value?.ToString(), CultureInfo.InvariantCulture, out var instant)
            ? TimeZoneInfo.ConvertTime(instant, zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture)
            : "";

    public static string Json(JsonNode? value) => value is null ? "" : value.ToJsonString(new JsonSerializerOptions(NexusJson.Options) { WriteIndented = true });

    /// <summary>A declared default as it would come in a row; null for the empty id that stands for "none given".</summary>
    public static JsonNode? Default(Field field) => field.Default switch
    {
        null => null,
        Guid id when id == Guid.Empty => null,
        DateTimeOffset instant when instant == default => null,
        DateOnly date when date == default => null,
        "" => null,
        { } value => JsonSerializer.SerializeToNode(value, value.GetType(), NexusJson.Options),
    };

    private static decimal? Decimal(JsonNode? value) => value is JsonValue given && given.TryGetValue<decimal>(out var number) ? number
        : decimal.TryParse(value?.ToString(), NumberStyles.Number, CultureInfo.InvariantCulture, out var text) ? text : null;
}
