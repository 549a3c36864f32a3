using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Operations;

/// <summary>What a form begins with, from the page's address: <c>?company_id=…&amp;name=Acme</c>. What can't be read is left out; nothing is done with it but to show it.</summary>
internal static class FormDefaults
{
    public static JsonObject Of(IQueryCollection query, IEnumerable<Field> fields)
    {
        var defaults = new JsonObject();
        foreach (var field in fields)
        {
            if (query[field.Name].ToString() is { Length: > 0 } text && Read(field, text) is { } value)
                defaults[field.Name] = value;
        }

        return defaults;
    }

    private static JsonNode? Read(Field field, string text) => field.Kind switch
    {
        FieldKind.Text or FieldKind.Date or FieldKind.Instant => JsonValue.Create(text),
        FieldKind.Id => Guid.TryParse(text, out var id) ? JsonValue.Create(id.ToString()) : null,
        FieldKind.Choice => field.Choices.Contains(text) ? JsonValue.Create(text) : null,
        FieldKind.Boolean => bool.TryParse(text, out var yes) ? JsonValue.Create(yes) : null,
        FieldKind.Integer or FieldKind.Decimal => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? JsonValue.Create(number) : null,
        FieldKind.TextList => new JsonArray([.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(i => (JsonNode)i)]),
        _ => null,
    };
}
