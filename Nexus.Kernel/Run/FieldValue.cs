using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>Turns a JSON value into a field's value and checks it; every fault found is added to the list.</summary>
public static partial class FieldValue
{
    /// <summary>Characters that a text field takes when it says nothing of its length.</summary>
    public const int TextLengthMax = 10_000;

    /// <summary>Characters of a field of several lines.</summary>
    public const int MultilineLengthMax = 100_000;

    public const int ListItemsMax = 1_000;

    /// <summary>The CLR value for the field's property (for a custom field: a JSON node), or null.</summary>
    public static object? Read(Field field, JsonElement json, List<FieldFault> faults)
    {
        void Fault(string code, string message) => faults.Add(new FieldFault(field.Name, code, message));

        if (json.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined)
        {
            if (field.Required)
                Fault("required", $"{field.Label} must be given.");
            else if (!field.Nullable)
                return field.Default ?? Empty(field);
            return null;
        }

        var before = faults.Count;
        var value = field.Kind switch
        {
            FieldKind.Text => Text(field, json, Fault),
            FieldKind.Choice => Choice(field, json, Fault),
            FieldKind.Boolean => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : Wrong("true or false"),
            FieldKind.Integer => json.ValueKind is JsonValueKind.Number && json.TryGetInt64(out var number) ? InRange(number) : Wrong("a whole number"),
            FieldKind.Decimal => json.ValueKind is JsonValueKind.Number && json.TryGetDecimal(out var number) ? InRange(number) : Wrong("a number"),
            FieldKind.Money => MoneyOf(field, json, Fault),
            FieldKind.Date => json.ValueKind is JsonValueKind.String && DateOnly.TryParseExact(json.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : Wrong("a date such as 2026-03-31"),
            FieldKind.Instant => json.ValueKind is JsonValueKind.String && TryInstant(json.GetString()!, out var instant) ? instant : Wrong("a date and time such as 2026-03-31T12:00:00Z"),
            FieldKind.Id => json.ValueKind is JsonValueKind.String && Guid.TryParse(json.GetString(), out var id) ? id : Wrong("an id (a UUID)"),
            FieldKind.TextList => TextList(field, json, Fault),
            _ => InputLines.EntryOf(field) is { } entry ? InputLines.Read(field, entry, json, faults) : Structure(field, json, Fault),
        };
        if (faults.Count > before || value is null)
            return null;

        return !field.IsCustom ? Fit(field, value) : value is string text ? JsonValue.Create(text) : JsonNode.Parse(json.GetRawText());

        object? Wrong(string expected)
        {
            Fault("wrong_type", $"{field.Label} must be {expected}.");
            return null;
        }

        object? InRange(decimal number)
        {
            if (field.Minimum is { } minimum && number < minimum)
                Fault("out_of_range", $"{field.Label} must be at least {minimum.ToString(CultureInfo.InvariantCulture)}.");
            else if (field.Maximum is { } maximum && number > maximum)
                Fault("out_of_range", $"{field.Label} must be at most {maximum.ToString(CultureInfo.InvariantCulture)}.");
            else if (Math.Abs(number) > Money.AmountMax || !Holds(field, number))
                Fault("out_of_range", $"{field.Label} is too large.");
            return number;
        }
    }

    /// <summary>False for a number beyond what the property's type can hold.</summary>
    private static bool Holds(Field field, decimal number) => Type.GetTypeCode(field.Property is { } property ? Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType : null) switch
    {
        TypeCode.Int16 => number is >= short.MinValue and <= short.MaxValue,
        TypeCode.Int32 => number is >= int.MinValue and <= int.MaxValue,
        _ => true,
    };

    /// <summary>The value in the property's own type.</summary>
    internal static object Fit(Field field, object value)
    {
        var type = Nullable.GetUnderlyingType(field.Property!.PropertyType) ?? field.Property.PropertyType;
        return value switch
        {
            decimal number when type != typeof(decimal) => Convert.ChangeType(number, type, CultureInfo.InvariantCulture),
            string word when type.IsEnum => Enum.GetValues(type).Cast<object>().First(v => Names.Snake(v.ToString()!) == word),
            string[] list when type == typeof(List<string>) => list.ToList(),
            _ => value,
        };
    }

    /// <summary>What a field that can't be null holds when it holds nothing.</summary>
    private static object? Empty(Field field) => field.Kind switch
    {
        FieldKind.Text => "",
        FieldKind.TextList => Fit(field, Array.Empty<string>()),
        _ when field.Property is { PropertyType.IsValueType: true } property => Activator.CreateInstance(property.PropertyType),
        _ => null,
    };

    private static string? Text(Field field, JsonElement json, Action<string, string> fault)
    {
        if (json.ValueKind is not JsonValueKind.String)
        {
            fault("wrong_type", $"{field.Label} must be text.");
            return null;
        }

        var text = field.Format is Format.Multiline ? json.GetString()! : json.GetString()!.Trim();
        if (text.Length == 0)
        {
            if (field.Required)
                fault("required", $"{field.Label} must be given.");
            return field.Nullable ? null : text;
        }

        var longest = field.MaxLength ?? (field.Format is Format.Multiline ? MultilineLengthMax : TextLengthMax);
        if (text.Length > longest)
            fault("too_long", $"{field.Label} is longer than {longest} characters.");
        else if (text.Contains('\0') || text.Any(char.IsSurrogate) && !IsWellFormed(text))
            fault("wrong_characters", $"{field.Label} has characters that can't be kept.");
        else if (field.Format is Format.Country or Format.Currency)
            text = text.ToUpperInvariant();

        if (FormatFault(field, text) is { } message)
            fault("wrong_format", message);
        return text;
    }

    private static string? FormatFault(Field field, string text) => field.Format switch
    {
        Format.Email when text.Length > 254 || !Email().IsMatch(text) => $"{field.Label} is not an e-mail address.",
        Format.Phone when !Phone().IsMatch(text) => $"{field.Label} is not a telephone number.",
        Format.Url when !(Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https") => $"{field.Label} must be an address that begins with http:// or https://.",
        Format.Country when !Codes.IsCountry(text) => $"{field.Label} must be a country code of two letters, such as DE.",
        Format.Currency when !Codes.IsCurrency(text) => $"{field.Label} must be a currency code of three letters, such as EUR.",
        _ when field.Pattern is { } pattern && !Regex.IsMatch(text, $"^(?:{pattern})$", RegexOptions.None, TimeSpan.FromMilliseconds(100)) => $"{field.Label} is not written as it must be.",
        _ => null,
    };

    private static string? Choice(Field field, JsonElement json, Action<string, string> fault)
    {
        var word = json.ValueKind is JsonValueKind.String ? json.GetString() : null;
        if (word is not null && field.Choices.Contains(word))
            return word;
        fault("not_a_choice", $"{field.Label} must be one of: {string.Join(", ", field.Choices)}.");
        return null;
    }

    private static object? MoneyOf(Field field, JsonElement json, Action<string, string> fault)
    {
        if (json.ValueKind is JsonValueKind.Object
            && json.TryGetProperty("amount", out var amount) && json.TryGetProperty("currency", out var currency)
            && currency.ValueKind is JsonValueKind.String
            && (amount.ValueKind is JsonValueKind.Number && amount.TryGetDecimal(out var number)
                || amount.ValueKind is JsonValueKind.String && decimal.TryParse(amount.GetString(), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number)))
        {
            var code = currency.GetString()!.ToUpperInvariant();
            if (!Codes.IsCurrency(code))
                fault("wrong_format", $"{field.Label} needs a currency code of three letters, such as EUR.");
            else if (Math.Abs(number) > Money.AmountMax || decimal.Round(number, 4) != number)
                fault("out_of_range", $"{field.Label} must have at most 15 digits before the point and 4 behind it.");
            else if (number < field.Minimum)
                fault("out_of_range", $"{field.Label} must be at least {field.Minimum.Value.ToString(CultureInfo.InvariantCulture)}.");
            else
                return new Money(number, code);
            return null;
        }

        fault("wrong_type", $"{field.Label} must be an amount and a currency: {{\"amount\": 12.5, \"currency\": \"EUR\"}}.");
        return null;
    }

    private static string[]? TextList(Field field, JsonElement json, Action<string, string> fault)
    {
        if (json.ValueKind is not JsonValueKind.Array || json.EnumerateArray().Any(i => i.ValueKind is not JsonValueKind.String))
        {
            fault("wrong_type", $"{field.Label} must be a list of texts.");
            return null;
        }

        if (json.GetArrayLength() > ListItemsMax)
        {
            fault("too_long", $"{field.Label} has more than {ListItemsMax} entries.");
            return null;
        }

        var items = new List<string>();
        foreach (var item in json.EnumerateArray())
        {
            if (Text(field with { Required = true, MaxLength = field.MaxLength ?? 1_000 }, item, fault) is { } text)
                items.Add(text);
        }

        return [.. items];
    }

    private static object? Structure(Field field, JsonElement json, Action<string, string> fault)
    {
        try
        {
            return field.IsCustom || field.Property!.PropertyType == typeof(JsonElement) ? json.Clone()
                : json.Deserialize(field.Property!.PropertyType, NexusJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or NotSupportedException)
        {
            fault("wrong_type", $"{field.Label} doesn't have the structure that it must have.");
            return null;
        }
    }

    private static bool TryInstant(string text, out DateTimeOffset instant) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant)
        && text.Length >= 10 && char.IsAsciiDigit(text[0]) && instant.Year is >= 1 and < 9999;

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (char.IsSurrogate(text[i]))
                return false;
        }

        return true;
    }

    [GeneratedRegex(@"^[^@\s""(),:;<>\[\]\\]+@[^@\s""(),:;<>\[\]\\.]+(\.[^@\s""(),:;<>\[\]\\.]+)*$")]
    private static partial Regex Email();

    [GeneratedRegex(@"^\+?[0-9 ()./x-]{3,40}$")]
    private static partial Regex Phone();
}
