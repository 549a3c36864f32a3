using System.Text.Json;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>Events off their rows.</summary>
internal static class EventRows
{
    /// <summary>The event's place is one before which nothing can come any more.</summary>
    public const string Final = "e.tx < (select nexus.events_final_before())";

    /// <summary>The columns, of alias <c>e</c>, in the order in which <see cref="Read"/> takes them.</summary>
    public const string Columns = "e.tx, e.position, e.id, e.tenant_id, e.name, e.resource, e.row_id, e.actor, e.at, e.trace_parent, e.depth, e.data::text";

    public static EventEnvelope Read(NpgsqlDataReader reader, int first = 0) => new(
        reader.GetFieldValue<ulong>(first),
        reader.GetInt64(first + 1),
        reader.GetGuid(first + 2),
        reader.GetGuid(first + 3),
        reader.GetString(first + 4),
        reader.GetString(first + 5),
        reader.IsDBNull(first + 6) ? null : reader.GetGuid(first + 6),
        reader.GetString(first + 7),
        reader.GetFieldValue<DateTimeOffset>(first + 8),
        reader.IsDBNull(first + 9) ? null : reader.GetString(first + 9),
        Data(reader.GetString(first + 11)))
    {
        Depth = reader.GetInt16(first + 10),
    };

    public static async Task<IReadOnlyList<EventEnvelope>> ReadAll(NpgsqlCommand command, CancellationToken ct)
    {
        var events = new List<EventEnvelope>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            events.Add(Read(reader));
        return events;
    }

    private static JsonElement Data(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
