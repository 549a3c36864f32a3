using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive;

/// <summary>A field as JSON Schema (2020-12): what may be sent for it and what comes back.</summary>
public static class FieldSchema
{
    private static readonly JsonSerializerOptions Structures = new(NexusJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    private static readonly JsonSchemaExporterOptions Export = new() { TreatNullObliviousAsNonNullable = true };

    /// <param name="withDefault">Say what is taken when nothing is sent; not for changes, where what isn't sent stays.</param>
    public static JsonObject Of(Field field, bool withDefault = false)
    {
        var schema = Kind(field);
        if (field.Nullable && !field.Required && schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray((string?)type, "null");
            if (schema["enum"] is JsonArray words)
                words.Add((JsonNode?)null);
        }

        var text = field.Description.Length > 0 ? field.Description : field.Label + ".";
        schema["description"] = field.References is { } resource ? $"{text} Id of a {resource}." : text;
        if (withDefault && Default(field) is { } value)
            schema["default"] = value;
        return schema;
    }

    private static JsonObject Kind(Field field) => field.Kind switch
    {
        FieldKind.Text => Text(field),
        FieldKind.Boolean => Type("boolean"),
        FieldKind.Integer => Bounded("integer", field),
        FieldKind.Decimal => Bounded("number", field),
        FieldKind.Money => Money(),
        FieldKind.Date => Type("string", "date"),
        FieldKind.Instant => Type("string", "date-time"),
        FieldKind.Id => Type("string", "uuid"),
        FieldKind.Choice => new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. field.Choices.Select(c => (JsonNode)c)]) },
        FieldKind.TextList => new JsonObject { ["type"] = "array", ["items"] = Text(field), ["maxItems"] = FieldValue.ListItemsMax },
        _ => Structure(field),
    };

    private static JsonObject Type(string type, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (format is not null)
            schema["format"] = format;
        return schema;
    }

    private static JsonObject Text(Field field)
    {
        var schema = Type("string", field.Format switch { Format.Email => "email", Format.Url => "uri", _ => null });
        if (field.MaxLength is { } longest)
            schema["maxLength"] = longest;
        var pattern = field.Format switch { Format.Country => "[A-Z]{2}", Format.Currency => "[A-Z]{3}", _ => field.Pattern };
        if (pattern is not null)
            schema["pattern"] = $"^(?:{pattern})$";
        return schema;
    }

    private static JsonObject Bounded(string type, Field field)
    {
        var schema = Type(type);
        if (field.Minimum is { } minimum)
            schema["minimum"] = minimum;
        if (field.Maximum is { } maximum)
            schema["maximum"] = maximum;
        return schema;
    }

    private static JsonObject Money() => new()
    {
        ["type"] = "object",
        ["properties"] = new JsonObject
        {
            ["amount"] = new JsonObject { ["type"] = "number", ["description"] = "In units of the currency, at most 4 decimals." },
            ["currency"] = new JsonObject { ["type"] = "string", ["description"] = "ISO 4217, such as EUR.", ["pattern"] = "^[A-Z]{3}$" },
        },
        ["required"] = new JsonArray("amount", "currency"),
    };

    /// <summary>What a structure's own type says of it; anything where it says nothing.</summary>
    private static JsonObject Structure(Field field)
    {
        if (field.Property is null || field.Property.PropertyType == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(field.Property.PropertyType))
            return [];
        var schema = Structures.GetJsonSchemaAsNode(field.Property.PropertyType, Export) as JsonObject ?? [];
        // Nullability is said by the field.
        if (schema["type"] is JsonArray { Count: 2 } both && (string?)both[1] == "null")
            schema["type"] = (string?)both[0];
        return schema;
    }

    private static JsonNode? Default(Field field) => (field.Kind, field.Default) switch
    {
        (_, null) => null,
        (FieldKind.Choice, { } word) => Names.Snake(word.ToString()!),
        (FieldKind.Boolean, bool truth) => truth,
        (FieldKind.Text, string { Length: > 0 } text) => text,
        (FieldKind.Integer, { } number) => Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture) is not 0 and var whole ? whole : null,
        _ => null,
    };
}
