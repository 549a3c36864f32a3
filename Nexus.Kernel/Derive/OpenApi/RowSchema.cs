using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>Rows and inputs as JSON Schema (2020-12, the dialect of OpenAPI 3.1).</summary>
internal static class RowSchema
{
    /// <summary>A row as it is read: every field is there.</summary>
    public static JsonObject Row(ResourceType resource) => new()
    {
        ["type"] = "object",
        ["description"] = resource.Description,
        ["required"] = new JsonArray([.. resource.Fields.Select(f => (JsonNode)f.Name)]),
        ["properties"] = Properties(resource.Fields, reading: true),
        ["patternProperties"] = CustomFields(),
    };

    /// <summary>An input: what must be given, and nothing that isn't known.</summary>
    public static JsonObject Input(IEnumerable<Field> fields, bool partial, bool custom)
    {
        var list = fields.ToArray();
        var schema = new JsonObject { ["type"] = "object", ["properties"] = Properties(list, reading: false) };
        if (!partial && list.Any(f => f.Required))
            schema["required"] = new JsonArray([.. list.Where(f => f.Required).Select(f => (JsonNode)f.Name)]);
        if (custom)
            schema["patternProperties"] = CustomFields();
        schema["additionalProperties"] = false;
        schema["examples"] = new JsonArray(Example(list.Where(f => f.Required || list.Length <= 3)));
        return schema;
    }

    public static JsonObject Properties(IEnumerable<Field> fields, bool reading) =>
        new(fields.Select(f => KeyValuePair.Create(f.Name, (JsonNode?)Of(f, reading))));

    private static JsonObject Of(Field field, bool reading)
    {
        var schema = FieldSchema.Of(field, withDefault: !reading);
        schema["title"] = field.Label;
        if (reading && field.ReadOnly)
            schema["readOnly"] = true;
        if (field.References is not null)
            schema["x-references"] = field.References;
        return schema;
    }

    /// <summary>An input as somebody might send it.</summary>
    public static JsonObject Example(IEnumerable<Field> fields) => new(fields.Select(f => KeyValuePair.Create(f.Name, ExampleOf(f))));

    private static JsonNode? ExampleOf(Field field) => field switch
    {
        { Kind: FieldKind.Boolean } => true,
        { Kind: FieldKind.Integer or FieldKind.Decimal } => field.Minimum ?? 1,
        { Kind: FieldKind.Money } => new JsonObject { ["amount"] = 12.5, ["currency"] = "EUR" },
        { Kind: FieldKind.Date } => "2026-03-31",
        { Kind: FieldKind.Instant } => "2026-03-31T12:00:00Z",
        { Kind: FieldKind.Id } => "01900000-0000-7000-8000-000000000000",
        { Kind: FieldKind.Choice } => field.Choices.FirstOrDefault(),
        { Kind: FieldKind.TextList } => new JsonArray("text"),
        { Kind: FieldKind.Json } => new JsonObject(),
        { Format: Format.Email } => "ada@example.com",
        { Format: Format.Phone } => "+49 30 123456",
        { Format: Format.Url } => "https://example.com",
        { Format: Format.Country } => "DE",
        { Format: Format.Currency } => "EUR",
        _ => field.Label,
    };

    private static JsonObject CustomFields() => new()
    {
        ["^x_[a-z0-9_]+$"] = new JsonObject { ["description"] = "A field that the tenant defined itself." },
    };
}
