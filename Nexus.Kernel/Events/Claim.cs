using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// A row that this process works on: held by an advisory lock of an open transaction, so that no other does. A row lock would do as well, but
/// would give the transaction an id from the start, and readers of the event log wait for the oldest transaction that has one.
/// </summary>
internal sealed class Claim<TRow> : IAsyncDisposable where TRow : class
{
    private NpgsqlConnection? _connection;

    private Claim(NpgsqlConnection connection) => _connection = connection;

    public TRow Row { get; private set; } = null!;

    /// <summary>Begins a transaction and takes the row for it; null when another has it or it isn't due any more.</summary>
    /// <param name="select">Says again what makes the row due: another process may just have settled it.</param>
    public static async Task<Claim<TRow>?> Take(NpgsqlDataSource source, Guid id, Sql select, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        var claim = new Claim<TRow>(await source.OpenConnectionAsync(ct));
        try
        {
            await using var batch = new NpgsqlBatch(claim._connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
            batch.BatchCommands.Add(((Sql)$"select pg_try_advisory_xact_lock({Key(id)})").ToBatchCommand());
            // A statement of its own after the lock, so that it sees what the last holder has committed.
            batch.BatchCommands.Add(select.ToBatchCommand());
            await using (var reader = await batch.ExecuteReaderAsync(ct))
            {
                var held = await reader.ReadAsync(ct) && reader.GetBoolean(0);
                if (held && await reader.NextResultAsync(ct) && await reader.ReadAsync(ct))
                    claim.Row = read(reader);
            }

            if (claim.Row is not null)
                return claim;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }

        await claim.DisposeAsync();
        return null;
    }

    /// <summary>Commits with this one statement.</summary>
    public async Task Settle(Sql statement, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(_connection);
        batch.BatchCommands.Add(statement.ToBatchCommand());
        batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        await batch.ExecuteNonQueryAsync(ct);
        await _connection!.DisposeAsync();
        _connection = null;
    }

    /// <summary>The connection with its open transaction; who takes it ends both.</summary>
    public NpgsqlConnection HandOver()
    {
        var connection = _connection!;
        _connection = null;
        return connection;
    }

    /// <summary>The random half of the id. Two rows with one key would only wait for each other.</summary>
    private static long Key(Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        return System.Buffers.Binary.BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
            return;
        _connection = null;
        try
        {
            await using var command = new NpgsqlCommand("ROLLBACK", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
        {
            // The connection broke: the server has rolled back already.
        }

        await connection.DisposeAsync();
    }
}
