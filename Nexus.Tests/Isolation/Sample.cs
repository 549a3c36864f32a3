using System.Collections;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Nexus.Kernel.Declare;

namespace Nexus.Tests.Isolation;

/// <summary>Values that a field takes, made from its declaration alone, so that a resource declared tomorrow is filled without an edit here.</summary>
/// <param name="mark">Stands in every text, so that a leak shows.</param>
/// <param name="references">Id of a row of the resource with this full name; null when there is none.</param>
public sealed class Sample(string mark, Func<string, Guid?> references)
{
    // Tried in turn for a field with a pattern of its own.
    private static readonly string[] Patterned = ["a", "abc", "A", "ABC", "A1", "a1", "1", "12", "0123456789012", "2030", "2030-01", "2030-01-15", "A-1", "a-b", "DE", "EUR", "de", "12:00", "#aabbcc", "x_field", "core.user.read", "/a", "a.b", "0 0 * * *"];

    private int _count;

    /// <summary>An input with every field that can be sent, or only with what must be.</summary>
    public JsonObject Input(IEnumerable<Field> fields, bool onlyRequired = false)
    {
        var input = new JsonObject();
        foreach (var field in fields.Where(f => !f.ReadOnly && (f.Required || !onlyRequired)))
        {
            if (Value(field) is { } value)
                input[field.Name] = value;
        }

        return input;
    }

    public JsonNode? Value(Field field) => field.Kind switch
    {
        FieldKind.Text => Text(field),
        FieldKind.Boolean => false,
        FieldKind.Integer => (long)Math.Ceiling(Within(field)),
        FieldKind.Decimal => Within(field),
        FieldKind.Money => new JsonObject { ["amount"] = Math.Max(1, field.Minimum ?? 1), ["currency"] = "EUR" },
        FieldKind.Date => "2030-01-15",
        FieldKind.Instant => "2030-01-15T12:00:00+00:00",
        FieldKind.Id => Reference(field),
        FieldKind.Choice => field.Choices.Count > 0 ? field.Choices[0] : null,
        FieldKind.TextList => new JsonArray(Text(field)),
        _ => field.Required || !field.Nullable ? Structure(field) : null,
    };

    private JsonNode? Reference(Field field)
    {
        if (field.References is { } resource)
            return references(resource) is { } id ? id.ToString() : null;
        return field.Required ? Guid.CreateVersion7().ToString() : null;
    }

    private static decimal Within(Field field) =>
        field is { Minimum: { } minimum, Maximum: { } maximum } ? Math.Clamp(1, minimum, maximum) : Math.Min(Math.Max(1, field.Minimum ?? 1), field.Maximum ?? decimal.MaxValue);

    private string Text(Field field)
    {
        var unique = $"{mark}{++_count}";
        if (field.Pattern is { } pattern)
        {
            var whole = $"^(?:{pattern})$";
            return Patterned.Prepend(unique + "z").FirstOrDefault(t => Regex.IsMatch(t, whole)) ?? unique;
        }

        var text = field.Format switch
        {
            Format.Email => $"{unique}@example.com",
            Format.Phone => "+49 30 " + (1_000_000 + _count).ToString(CultureInfo.InvariantCulture),
            Format.Url => $"https://example.com/{unique}",
            Format.Country => "DE",
            Format.Currency => "EUR",
            _ => unique,
        };
        return field.MaxLength is { } longest && text.Length > longest ? text[^longest..] : text;
    }

    /// <summary>A list with one entry filled from its type, or an object filled from its own.</summary>
    private JsonNode Structure(Field field)
    {
        if (Entry(field) is { } entry)
            return new JsonArray(Input(entry));
        var type = field.Property?.PropertyType;
        return type is null || typeof(JsonNode).IsAssignableFrom(type) || type == typeof(System.Text.Json.JsonElement) || typeof(IDictionary).IsAssignableFrom(type) ? new JsonObject()
            : typeof(IEnumerable).IsAssignableFrom(type) ? new JsonArray()
            : Input(FieldReader.Read(type));
    }

    /// <summary>The fields of the entries when a field is a list of records, such as the lines of an order.</summary>
    public static IReadOnlyList<Field>? Entry(Field field)
    {
        if (field.Kind is not FieldKind.Json || field.Property?.PropertyType is not { } type || typeof(JsonNode).IsAssignableFrom(type) || typeof(IDictionary).IsAssignableFrom(type))
            return null;
        var entry = type.IsArray ? type.GetElementType() : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
        return entry is { IsPrimitive: false, IsEnum: false } && entry != typeof(string) && entry != typeof(Guid) && !entry.IsGenericType ? FieldReader.Read(entry) : null;
    }
}
