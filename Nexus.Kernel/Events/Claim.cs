using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>A row that this process works on: locked in an open transaction, so that no other does. Let go of when nothing was settled.</summary>
internal sealed class Claim<TRow> : IAsyncDisposable where TRow : class
{
    private NpgsqlConnection? _connection;

    private Claim(NpgsqlConnection connection) => _connection = connection;

    public TRow Row { get; private set; } = null!;

    /// <summary>Begins a transaction and locks the row in it; null when another has it or there is none.</summary>
    /// <param name="select">Ends with <c>for update skip locked</c>.</param>
    public static async Task<Claim<TRow>?> Take(NpgsqlDataSource source, Sql select, Func<NpgsqlDataReader, TRow> read, CancellationToken ct)
    {
        var claim = new Claim<TRow>(await source.OpenConnectionAsync(ct));
        try
        {
            await using var batch = new NpgsqlBatch(claim._connection);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("BEGIN"));
            batch.BatchCommands.Add(select.ToBatchCommand());
            await using (var reader = await batch.ExecuteReaderAsync(ct))
            {
                if (await reader.ReadAsync(ct))
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
