using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// For a transaction that writes for long: an import, a restore. Readers of the log wait for the oldest transaction that runs, and so all
/// tenants would wait for this one. It says that its events are told later: it commits them held back, and a short transaction afterwards
/// puts them at the end of the log. When the process dies in between, the next maintenance or start does so.
/// </summary>
internal sealed class LateEvents : IAsyncDisposable
{
    /// <summary>The statement that tells what was held back and has committed.</summary>
    private const string TellAll = $"update nexus.events set tx = pg_current_xact_id() where tx >= {HeldFrom}";

    /// <summary>Places from here on are no transactions': beyond them, an event is held back.</summary>
    private const string HeldFrom = "'4611686018427387904'::xid8";

    private readonly NpgsqlDataSource _source;
    private readonly string _transaction;

    private LateEvents(NpgsqlDataSource source, string transaction) => (_source, _transaction) = (source, transaction);

    /// <summary>Before the first event is written in the transaction that is open on the connection.</summary>
    public static async Task<LateEvents> Begin(NpgsqlDataSource source, NpgsqlConnection writing, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select pg_current_xact_id()::text from set_config('nexus.tells_late', 'yes', true)", writing);
        var late = new LateEvents(source, (string)(await command.ExecuteScalarAsync(ct))!);
        // By another connection: readers must see it while this transaction runs.
        await late.Run($"insert into nexus.late_transactions (tx) values ({late._transaction}::text::xid8)", ct);
        return late;
    }

    /// <summary>After the commit: from now on readers see the events.</summary>
    public Task Tell(CancellationToken ct) => TellCommitted(_source, ct);

    /// <summary>Of all that have committed, whoever wrote them.</summary>
    public static async Task TellCommitted(NpgsqlDataSource source, CancellationToken ct)
    {
        await using var command = source.CreateCommand(TellAll);
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync(ct);
    }

    public async ValueTask DisposeAsync() => await Run($"delete from nexus.late_transactions where tx = {_transaction}::text::xid8", CancellationToken.None);

    private async Task Run(Sql sql, CancellationToken ct)
    {
        await using var command = _source.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
