using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>A row as it was read, so that what changed in it is known when the operation ends.</summary>
internal sealed class Tracked
{
    private readonly object?[] _before;

    public Tracked(ResourceType resource, Shape shape, Resource row)
    {
        Resource = resource;
        Shape = shape;
        Row = row;
        _before = [.. shape.Fields.Select(f => Copy(f.Get(row)))];
    }

    public ResourceType Resource { get; }

    public Shape Shape { get; }

    public Resource Row { get; }

    /// <summary>True when it is locked and the caller's row rule covers it, and not just queried.</summary>
    public bool IsFound { get; init; }

    /// <summary>Takes the values of the same row, read later. What the operation changed already stays: the save will find out whether the row is another one now.</summary>
    public bool TakeOver(Resource later)
    {
        if (Changed().Count > 0)
            return false;
        foreach (var field in Resource.Fields)
            field.Property!.SetValue(Row, field.Property.GetValue(later));
        Row.Custom = later.Custom;
        return true;
    }

    /// <summary>The fields whose value isn't the one that was read.</summary>
    public IReadOnlyList<Field> Changed()
    {
        List<Field>? changed = null;
        for (var i = 0; i < _before.Length; i++)
        {
            var field = Shape.Fields[i];
            if (!field.System && !Same(_before[i], field.Get(Row)) || field.Name == "archived_at" && !Same(_before[i], field.Get(Row)))
                (changed ??= []).Add(field);
        }

        return changed ?? (IReadOnlyList<Field>)[];
    }

    /// <summary>The values that were read, of the fields given, as JSON.</summary>
    public byte[] Before(IEnumerable<Field> fields)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, NexusJson.Plain))
        {
            writer.WriteStartObject();
            foreach (var field in fields)
            {
                writer.WritePropertyName(field.Name);
                RowJson.WriteValue(writer, _before[Shape.Fields.IndexOf(field)] is Frozen frozen ? frozen.Value : _before[Shape.Fields.IndexOf(field)]);
            }

            writer.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>A value that can be changed in place is kept as what it was.</summary>
    private static object? Copy(object? value) => value switch
    {
        null or string or ValueType => value,
        JsonNode node => new Frozen(node.DeepClone(), node.ToJsonString()),
        _ => new Frozen(JsonSerializer.SerializeToNode(value, value.GetType(), NexusJson.Options)!, JsonSerializer.Serialize(value, value.GetType(), NexusJson.Options)),
    };

    private static bool Same(object? before, object? now) => before switch
    {
        Frozen frozen => now is not null && frozen.Text == (now is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(now, now.GetType(), NexusJson.Options)),
        _ => Equals(before, now is null or string or ValueType ? now : Copy(now)),
    };

    private sealed record Frozen(JsonNode Value, string Text);
}

internal static class FieldList
{
    public static int IndexOf(this IReadOnlyList<Field> fields, Field field)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            if (ReferenceEquals(fields[i], field))
                return i;
        }

        return -1;
    }
}
