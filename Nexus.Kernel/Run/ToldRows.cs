using Nexus.Kernel.Declare;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Run;

/// <summary>The events and audit entries of an operation as the statements that save them: a few one by one, many by one statement.</summary>
internal sealed class ToldRows
{
    /// <summary>Up to so many rows have a statement each: it is the same for all tenants and calls, so that connections have it prepared.</summary>
    private const int OneByOneMax = 8;

    private static readonly (string Name, NpgsqlDbType Type)[] EventColumns =
    [
        ("id", NpgsqlDbType.Uuid), ("tenant_id", NpgsqlDbType.Uuid), ("name", NpgsqlDbType.Text), ("resource", NpgsqlDbType.Text), ("row_id", NpgsqlDbType.Uuid),
        ("actor", NpgsqlDbType.Text), ("at", NpgsqlDbType.TimestampTz), ("trace_parent", NpgsqlDbType.Text), ("data", NpgsqlDbType.Jsonb), ("depth", NpgsqlDbType.Smallint),
    ];

    private static readonly (string Name, NpgsqlDbType Type)[] AuditColumns =
    [
        ("id", NpgsqlDbType.Uuid), ("tenant_id", NpgsqlDbType.Uuid), ("at", NpgsqlDbType.TimestampTz), ("actor_kind", NpgsqlDbType.Text), ("actor_id", NpgsqlDbType.Uuid),
        ("actor", NpgsqlDbType.Text), ("on_behalf_of", NpgsqlDbType.Text), ("operation", NpgsqlDbType.Text), ("resource", NpgsqlDbType.Text), ("row_id", NpgsqlDbType.Uuid),
        ("before", NpgsqlDbType.Jsonb), ("after", NpgsqlDbType.Jsonb), ("trace_parent", NpgsqlDbType.Text),
    ];

    private readonly List<object?[]> _events = [];
    private readonly List<object?[]> _audits = [];

    public void Event(Guid id, Guid tenant, string name, string resource, Guid? rowId, Call call, string? trace, byte[] data) =>
        _events.Add([id, tenant, name, resource, rowId, call.Caller.Name, call.Now, trace, data, (short)call.Caller.Depth]);

    public void Audit(Guid id, Guid tenant, string operation, string resource, Guid? rowId, Call call, string? trace, byte[]? before, byte[]? after) =>
        _audits.Add([id, tenant, call.Now, Names.Snake(call.Caller.Kind.ToString()), call.Caller.ApiKeyId ?? call.Caller.UserId, call.Caller.Name, call.Caller.OnBehalfOf, operation, resource, rowId, before, after, trace]);

    public IEnumerable<NpgsqlBatchCommand> Commands() => Insert("nexus.events", EventColumns, _events).Concat(Insert("nexus.audit", AuditColumns, _audits));

    private static IEnumerable<NpgsqlBatchCommand> Insert(string table, (string Name, NpgsqlDbType Type)[] columns, List<object?[]> rows)
    {
        var names = string.Join(", ", columns.Select(c => c.Name));
        var places = string.Join(", ", columns.Select((_, i) => $"${i + 1}"));
        if (rows.Count > OneByOneMax)
        {
            var command = new NpgsqlBatchCommand($"insert into {table} ({names}) select * from unnest({places})");
            for (var i = 0; i < columns.Length; i++)
                command.Parameters.Add(ColumnArray.Of(columns[i].Type, [.. rows.Select(r => r[i])]));
            yield return command;
            yield break;
        }

        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand($"insert into {table} ({names}) values ({places})");
            for (var i = 0; i < columns.Length; i++)
                command.Parameters.Add(new NpgsqlParameter { Value = row[i] ?? DBNull.Value, NpgsqlDbType = columns[i].Type });
            yield return command;
        }
    }
}

/// <summary>The values of one column of many rows as one parameter.</summary>
internal static class ColumnArray
{
    public static NpgsqlParameter Of(NpgsqlDbType type, IReadOnlyList<object?> values) => new()
    {
        NpgsqlDbType = NpgsqlDbType.Array | type,
        Value = type switch
        {
            NpgsqlDbType.Uuid => values.Select(v => (Guid?)v).ToArray(),
            NpgsqlDbType.Boolean => values.Select(v => (bool?)v).ToArray(),
            NpgsqlDbType.Bigint => values.Select(v => (long?)v).ToArray(),
            NpgsqlDbType.Smallint => values.Select(v => (short?)v).ToArray(),
            NpgsqlDbType.Numeric => values.Select(v => (decimal?)v).ToArray(),
            NpgsqlDbType.Date => values.Select(v => (DateOnly?)v).ToArray(),
            NpgsqlDbType.TimestampTz => values.Select(v => (DateTimeOffset?)v).ToArray(),
            NpgsqlDbType.Jsonb => values.Select(v => v is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : (string?)v).ToArray(),
            _ => values.Select(v => (string?)v).ToArray(),
        },
    };
}
