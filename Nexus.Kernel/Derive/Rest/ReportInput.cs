using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>A report's parameters off a query string; as the JSON object that the report reads.</summary>
public static class ReportInput
{
    public static JsonDocument Read(ReportType report, IQueryCollection query)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var (name, values) in query)
            {
                writer.WritePropertyName(name);
                Write(writer, report.Parameters.FirstOrDefault(p => p.Name == name), values.ToString());
            }

            writer.WriteEndObject();
        }

        return JsonDocument.Parse(buffer.ToArray());
    }

    private static void Write(Utf8JsonWriter writer, Field? field, string text)
    {
        switch (field?.Kind)
        {
            case not (null or FieldKind.Text) when text.Length == 0:
                writer.WriteNullValue();
                break;
            case FieldKind.Boolean when bool.TryParse(text, out var truth):
                writer.WriteBooleanValue(truth);
                break;
            case FieldKind.Integer when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            case FieldKind.Decimal when decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number):
                writer.WriteNumberValue(number);
                break;
            case FieldKind.TextList:
                writer.WriteStartArray();
                foreach (var item in text.StartsWith('{') ? FilterValue.List(text, field.Name) : text.Split(','))
                    writer.WriteStringValue(item);
                writer.WriteEndArray();
                break;
            case FieldKind.Money or FieldKind.Json when IsJson(text):
                writer.WriteRawValue(text);
                break;
            default:
                writer.WriteStringValue(FilterValue.Text(text, field?.Name ?? "query"));
                break;
        }
    }

    private static bool IsJson(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
