using System.Globalization;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using NpgsqlTypes;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Turns a filter's text into a value of the field's kind, so that PostgreSQL never sees one that it can't take.</summary>
internal static class FilterValue
{
    /// <summary>One value as a parameter.</summary>
    public static Sql One(FieldKind kind, string text, string field, IReadOnlyList<string>? choices = null) => Sql.Value(Parse(kind, text, field, choices), TypeOf(kind));

    /// <summary>Several values as one array parameter.</summary>
    public static Sql Many(FieldKind kind, IReadOnlyList<string> texts, string field, IReadOnlyList<string>? choices = null)
    {
        var values = texts.Select(t => Parse(kind, t, field, choices));
        Array array = kind switch
        {
            FieldKind.Boolean => values.Cast<bool>().ToArray(),
            FieldKind.Integer => values.Cast<long>().ToArray(),
            FieldKind.Decimal or FieldKind.Money => values.Cast<decimal>().ToArray(),
            FieldKind.Date => values.Cast<DateOnly>().ToArray(),
            FieldKind.Instant => values.Cast<DateTimeOffset>().ToArray(),
            FieldKind.Id => values.Cast<Guid>().ToArray(),
            _ => values.Cast<string>().ToArray(),
        };
        return Sql.Value(array, NpgsqlDbType.Array | TypeOf(kind));
    }

    /// <summary>Text that PostgreSQL can keep, so that it can be compared with.</summary>
    public static string Text(string text, string field)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
                i++;
            else if (text[i] == '\0' || char.IsSurrogate(text[i]))
                throw Wrong(field, "has characters that no text here has");
        }

        return text;
    }

    /// <summary><c>{a,b}</c>, or a JSON list.</summary>
    public static IReadOnlyList<string> List(string text, string field)
    {
        if (text.StartsWith('{'))
        {
            var scanner = new Scanner(text, field);
            var values = scanner.List('{', '}');
            return scanner.AtEnd ? [.. values.Select(v => Text(v, field))] : throw Wrong(field, "needs a list such as {a,b}");
        }

        try
        {
            return JsonSerializer.Deserialize<string[]>(text)?.Select(v => Text(v ?? throw Wrong(field, "needs a list of texts"), field)).ToArray() ?? throw Wrong(field, "needs a list such as {a,b}");
        }
        catch (JsonException)
        {
            throw Wrong(field, "needs a list such as {a,b}");
        }
    }

    /// <summary>JSON as a parameter.</summary>
    public static Sql Json(string text, string field)
    {
        try
        {
            using var json = JsonDocument.Parse(Text(text, field), new JsonDocumentOptions { MaxDepth = 32 });
            // PostgreSQL keeps no NUL, not even an escaped one; and numbers without end would fill its memory.
            if (text.Contains("\\u0000", StringComparison.OrdinalIgnoreCase) || HasHugeNumber(json.RootElement) || HasLoneSurrogate(text))
                throw Wrong(field, "needs JSON without NUL characters and huge numbers");
        }
        catch (JsonException)
        {
            throw Wrong(field, "needs a value in JSON");
        }

        return Sql.Value(text, NpgsqlDbType.Jsonb);
    }

    public static Fault Wrong(string field, string problem) => Fault.Malformed("wrong_value", $"The filter on {field} {problem}.", field);

    private static NpgsqlDbType TypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Boolean => NpgsqlDbType.Boolean,
        FieldKind.Integer => NpgsqlDbType.Bigint,
        FieldKind.Decimal or FieldKind.Money => NpgsqlDbType.Numeric,
        FieldKind.Date => NpgsqlDbType.Date,
        FieldKind.Instant => NpgsqlDbType.TimestampTz,
        FieldKind.Id => NpgsqlDbType.Uuid,
        _ => NpgsqlDbType.Text,
    };

    private static object Parse(FieldKind kind, string text, string field, IReadOnlyList<string>? choices) => kind switch
    {
        FieldKind.Boolean => text switch { "true" => true, "false" => false, _ => throw Wrong(field, "must be true or false") },
        FieldKind.Integer => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(field, "must be a whole number"),
        FieldKind.Decimal or FieldKind.Money => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : throw Wrong(field, "must be a number"),
        FieldKind.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : throw Wrong(field, "must be a date such as 2026-03-31"),
        FieldKind.Instant => Instant(text, field),
        FieldKind.Id => Guid.TryParseExact(text, "D", out var id) ? id : throw Wrong(field, "must be an id (a UUID)"),
        FieldKind.Choice when choices is { Count: > 0 } && !choices.Contains(text) => throw Fault.Malformed("not_a_choice", $"The filter on {field} must be one of: {string.Join(", ", choices)}.", field),
        FieldKind.Text or FieldKind.Choice => Text(text, field),
        _ => throw Fault.Malformed("operator_not_allowed", $"{field} can't be compared so; use cs, cd, ov, is or a path into it.", field),
    };

    private static DateTimeOffset Instant(string text, string field)
    {
        // A + that wasn't escaped arrives as a space.
        if (text.Length > 6 && text[^6] == ' ' && text[^3] == ':')
            text = $"{text[..^6]}+{text[^5..]}";
        return text.Length >= 10 && char.IsAsciiDigit(text[0])
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var instant)
            ? instant
            : throw Wrong(field, "must be a date and time such as 2026-03-31T12:00:00Z");
    }

    private static bool HasHugeNumber(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Number => json.GetRawText().Length > 40 || json.GetRawText().AsSpan().IndexOfAny('e', 'E') >= 0,
        JsonValueKind.Array => json.EnumerateArray().Any(HasHugeNumber),
        JsonValueKind.Object => json.EnumerateObject().Any(p => HasHugeNumber(p.Value)),
        _ => false,
    };

    private static bool HasLoneSurrogate(string text)
    {
        // An escaped half of a pair; whole ones are rare enough in filters to be asked for as themselves.
        var at = -1;
        while ((at = text.IndexOf("\\u", at + 1, StringComparison.OrdinalIgnoreCase)) >= 0)
        {
            if (at + 3 < text.Length && text[at + 2] is 'd' or 'D' && text[at + 3] is not (>= '0' and <= '7'))
                return true;
        }

        return false;
    }
}
