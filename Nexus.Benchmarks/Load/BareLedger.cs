using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Benchmarks.Load;

/// <summary>The bare path of a posting: Npgsql, and the rows of entry, lines, event and audit entry in one durable transaction. They are copies of rows that Nexus made, with new ids and numbers.</summary>
internal sealed class BareLedger
{
    private readonly NpgsqlDataSource _source;
    private readonly List<(string Insert, (string Name, NpgsqlDbType Type, object? Value)[] Columns)> _rows = [];
    private readonly string _schema;
    private long _number = 1_000_000_000;

    private BareLedger(NpgsqlDataSource source, string schema) => (_source, _schema) = (source, schema);

    public static async Task<BareLedger> Prepare(BenchInstallation installation, ActivationAnswer activated)
    {
        var source = new NpgsqlDataSourceBuilder(installation.ConnectionString) { ConnectionStringBuilder = { NoResetOnClose = true, MaxPoolSize = 40, MaxAutoPrepare = 32, AutoPrepareMinUsages = 3 } }.Build();
        var bare = new BareLedger(source, activated.Tenant.Schema);
        // A tenant of its own holds the sample, so that both sides write into tables of the same kind.
        await new Benches.LedgerClient(installation, activated.Tenant).Post(0, default);
        await bare.Read($"\"{bare._schema}\".finance_entry", "true");
        await bare.Read($"\"{bare._schema}\".finance_entry_line", "true");
        await bare.Read("nexus.events", $"tenant_id = '{activated.Tenant.Id}' and name = 'finance.entry.posted'", "position", "tx");
        await bare.Read("nexus.audit", $"tenant_id = '{activated.Tenant.Id}' and operation = 'finance.entry.post'", "position", "tx");
        return bare;
    }

    /// <summary>So many postings in one transaction: each table's rows by one statement of arrays, which is the fastest that Npgsql does besides COPY.</summary>
    public async Task Insert(int postings, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        var ids = Enumerable.Range(0, postings).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var table in _rows.GroupBy(r => r.Insert))
        {
            var rows = table.ToArray();
            var command = new NpgsqlBatchCommand();
            var columns = rows[0].Columns;
            for (var c = 0; c < columns.Length; c++)
                command.Parameters.Add(Values(columns[c], rows.Select(r => r.Columns[c].Value).ToArray(), ids));
            command.CommandText = $"{table.Key} ({string.Join(", ", columns.Select(c => $"\"{c.Name}\""))}) select * from unnest({string.Join(", ", columns.Select((_, i) => $"${i + 1}"))})";
            batch.BatchCommands.Add(command);
        }

        await batch.ExecuteNonQueryAsync(ct);
    }

    private NpgsqlParameter Values((string Name, NpgsqlDbType Type, object? Value) column, object?[] samples, Guid[] ids)
    {
        var all = ids.SelectMany(id => samples.Select(s => column.Name switch
        {
            "id" => samples.Length == 1 && column.Type is NpgsqlDbType.Uuid ? id : Guid.CreateVersion7(),
            "entry_id" => id,
            "number" => $"BARE-{Interlocked.Increment(ref _number)}",
            _ => s,
        }));
        return new NpgsqlParameter
        {
            NpgsqlDbType = NpgsqlDbType.Array | column.Type,
            Value = column.Type switch
            {
                NpgsqlDbType.Uuid => all.Select(v => (Guid?)v).ToArray(),
                NpgsqlDbType.Bigint => all.Select(v => (long?)v).ToArray(),
                NpgsqlDbType.Smallint => all.Select(v => (short?)v).ToArray(),
                NpgsqlDbType.Numeric => all.Select(v => (decimal?)v).ToArray(),
                NpgsqlDbType.Date => all.Select(v => v is DateTime time ? DateOnly.FromDateTime(time) : (DateOnly?)v).ToArray(),
                NpgsqlDbType.TimestampTz => all.Select(v => (DateTime?)v).ToArray(),
                _ => all.Select(v => (string?)v).ToArray(),
            },
        };
    }

    private async Task Read(string table, string where, params string[] without)
    {
        await using var command = _source.CreateCommand($"select * from {table} where {where}");
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var columns = Enumerable.Range(0, reader.FieldCount)
                .Where(i => !reader.IsDBNull(i) && !without.Contains(reader.GetName(i)))
                .Select(i => (reader.GetName(i), Type(reader.GetDataTypeName(i)), (object?)reader.GetValue(i))).ToArray();
            _rows.Add(($"insert into {table}", columns));
        }
    }

    private static NpgsqlDbType Type(string name) => name switch
    {
        "uuid" => NpgsqlDbType.Uuid,
        "bigint" => NpgsqlDbType.Bigint,
        "smallint" => NpgsqlDbType.Smallint,
        "numeric" => NpgsqlDbType.Numeric,
        "date" => NpgsqlDbType.Date,
        "timestamp with time zone" => NpgsqlDbType.TimestampTz,
        "jsonb" => NpgsqlDbType.Jsonb,
        _ => NpgsqlDbType.Text,
    };
}
