using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Components;

/// <summary>A field of each kind and format, for the page that shows their inputs.</summary>
internal static class ComponentFields
{
    private static readonly (Field Field, JsonNode? Value)[] All =
    [
        (Of("text", FieldKind.Text) with { Required = true, MaxLength = 40, Description = "Up to 40 characters." }, "Ada Lovelace"),
        (Of("email", FieldKind.Text) with { Format = Format.Email }, "ada@example.com"),
        (Of("phone", FieldKind.Text) with { Format = Format.Phone }, "+49 30 1234567"),
        (Of("url", FieldKind.Text) with { Format = Format.Url }, "https://example.com"),
        (Of("country", FieldKind.Text) with { Format = Format.Country }, "DE"),
        (Of("currency", FieldKind.Text) with { Format = Format.Currency }, "EUR"),
        (Of("money", FieldKind.Money) with { Minimum = 0 }, new JsonObject { ["amount"] = 1200.5m, ["currency"] = "EUR" }),
        (Of("whole_number", FieldKind.Integer) with { Minimum = 0, Maximum = 100 }, 42),
        (Of("number", FieldKind.Decimal), 3.1415m),
        (Of("date", FieldKind.Date), "2026-03-31"),
        (Of("instant", FieldKind.Instant), "2026-03-31T12:00:00+00:00"),
        (Of("few_choices", FieldKind.Choice) with { Choices = ["low", "middle", "high"], Nullable = false }, "middle"),
        (Of("many_choices", FieldKind.Choice) with { Choices = ["mercury", "venus", "earth", "mars", "jupiter", "saturn"] }, "earth"),
        (Of("yes_or_no", FieldKind.Boolean) with { Nullable = false }, true),
        (Of("perhaps", FieldKind.Boolean), false),
        (Of("relation", FieldKind.Id) with { References = "core.user" }, null),
        (Of("list", FieldKind.TextList), new JsonArray("first", "second")),
        (Of("lines", FieldKind.Text) with { Format = Format.Multiline }, "One line\nand another"),
        (Of("json", FieldKind.Json), new JsonObject { ["mode"] = "fast" }),
    ];

    public static IEnumerable<(Field Field, JsonNode? Value)> Empty => All.Select(f => (f.Field, (JsonNode?)null));

    public static IEnumerable<(Field Field, JsonNode? Value)> Filled => All.Select(f => (f.Field, f.Value?.DeepClone()));

    private static Field Of(string name, FieldKind kind) => new() { Name = name, Kind = kind, Label = Names.Label(name) };
}
