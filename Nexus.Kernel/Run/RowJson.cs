using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>Rows as JSON, exactly as the database's own reads render them: snake_case, money as an object, custom fields beside the declared.</summary>
public static class RowJson
{
    public static byte[] Write(Resource row, Shape shape) => Write(row, shape.Fields);

    /// <summary>The row with only the fields given, for before and after in the audit.</summary>
    public static byte[] Write(Resource row, IEnumerable<Field> fields)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(512);
        using (var writer = new Utf8JsonWriter(buffer, NexusJson.Plain))
        {
            writer.WriteStartObject();
            foreach (var field in fields)
            {
                writer.WritePropertyName(field.Name);
                WriteValue(writer, field.Get(row));
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    public static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case null: writer.WriteNullValue(); break;
            case string text: writer.WriteStringValue(text); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case int number: writer.WriteNumberValue(number); break;
            case long number: writer.WriteNumberValue(number); break;
            case short number: writer.WriteNumberValue(number); break;
            case decimal number: writer.WriteNumberValue(Trim(number)); break;
            case double number: writer.WriteNumberValue(number); break;
            case Guid id: writer.WriteStringValue(id); break;
            case DateOnly date: writer.WriteStringValue(date.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); break;
            case DateTimeOffset instant: writer.WriteStringValue(Instant(instant)); break;
            case Enum choice: writer.WriteStringValue(Names.Snake(choice.ToString())); break;
            case Money money:
                writer.WriteStartObject();
                writer.WriteNumber("amount", Trim(money.Amount));
                writer.WriteString("currency", money.Currency);
                writer.WriteEndObject();
                break;
            case IEnumerable<string> list:
                writer.WriteStartArray();
                foreach (var item in list)
                    writer.WriteStringValue(item);
                writer.WriteEndArray();
                break;
            case JsonNode node: node.WriteTo(writer); break;
            default: JsonSerializer.Serialize(writer, value, value.GetType(), NexusJson.Options); break;
        }
    }

    /// <summary>Without zeros at the end, as the database's reads have it (<c>trim_scale</c>).</summary>
    private static decimal Trim(decimal number) => number / 1.0000000000000000000000000000m;

    /// <summary>ISO 8601 in UTC with as many decimals as there are, as PostgreSQL writes it.</summary>
    public static string Instant(DateTimeOffset instant) =>
        instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", System.Globalization.CultureInfo.InvariantCulture) + "+00:00";
}
