using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Events;

/// <summary>
/// The log as the table <c>nexus.events</c>. Rows get their positions before their transactions commit, so positions alone would let a reader
/// pass one that commits late. Readers therefore go by (transaction, position) and stop before the oldest transaction still running:
/// whatever is before it is final. Transactions that tell their events later aren't waited for (see <see cref="LateEvents"/>).
/// </summary>
public sealed class EventLog(NpgsqlDataSource source, EventSignal signal, TimeProvider clock) : IEventLog
{
    /// <summary>How often a reader looks when nothing wakes it: a signal may have come before the event could be read.</summary>
    public static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);

    private const string Final = EventRows.Final;

    public Task Next => signal.Next;

    public Task Wait(Task next, CancellationToken ct) => Pulse.Wait(next, LookInterval, clock, ct);

    public async Task<EventPlace> End(CancellationToken ct)
    {
        await using var command = source.CreateCommand("select nexus.events_final_before()");
        return new EventPlace((ulong)(await command.ExecuteScalarAsync(ct))!, 0);
    }

    public async Task<IReadOnlyList<EventEnvelope>> Read(EventPlace after, int max, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = After(after, max).Render(command.Parameters);
        return await EventRows.ReadAll(command, ct);
    }

    public async Task<int> Consume(string consumer, int max, Func<IReadOnlyList<EventEnvelope>, IEnumerable<NpgsqlBatchCommand>> handle, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        // A look without a lock first: an idle consumer writes nothing.
        if (!await HasMore(connection, consumer, ct))
            return 0;

        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await Hold(connection, consumer, ct) is not { } place)
            return 0;
        await using var command = connection.CreateCommand();
        command.CommandText = After(place, max).Render(command.Parameters);
        var events = await EventRows.ReadAll(command, ct);
        if (events.Count == 0)
            return 0;

        var last = events[^1];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var statement in handle(events))
            batch.BatchCommands.Add(statement);
        batch.BatchCommands.Add(((Sql)$"update nexus.cursors set tx = {Xid(last.Transaction)}, position = {last.Position}, moved_at = now() where name = {consumer}").ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return events.Count;
    }

    private static async Task<bool> HasMore(NpgsqlConnection connection, string consumer, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ((Sql)$"""
            select exists (select 1 from nexus.events e where (e.tx, e.position) > (c.tx, c.position) and {Sql.Raw(Final)})
            from nexus.cursors c where c.name = {consumer}
            """).Render(command.Parameters);
        if (await command.ExecuteScalarAsync(ct) is bool more)
            return more;

        await using var first = connection.CreateCommand();
        first.CommandText = ((Sql)$"insert into nexus.cursors (name) values ({consumer}) on conflict do nothing").Render(first.Parameters);
        await first.ExecuteNonQueryAsync(ct);
        return true;
    }

    /// <summary>Null while another process consumes.</summary>
    private static async Task<EventPlace?> Hold(NpgsqlConnection connection, string consumer, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ((Sql)$"select tx, position from nexus.cursors where name = {consumer} for update skip locked").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new EventPlace(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)) : null;
    }

    private static Sql After(EventPlace place, int max) =>
        $"select {Sql.Raw(EventRows.Columns)} from nexus.events e where (e.tx, e.position) > ({Xid(place.Transaction)}, {place.Position}) and {Sql.Raw(Final)} order by e.tx, e.position limit {max}";

    private static Sql Xid(ulong transaction) => Sql.Value(transaction, NpgsqlDbType.Xid8);
}
