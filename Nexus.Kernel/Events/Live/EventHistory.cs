using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Events.Live;

/// <summary>A tenant's past events, from the table that keeps them; also where a broker carries the new ones.</summary>
public sealed class EventHistory(NpgsqlDataSource source)
{
    private const string Final = EventRows.Final;

    /// <summary>The place of an event; null when the tenant has no such event.</summary>
    public async Task<EventPlace?> PlaceOf(Guid tenant, Guid id, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select tx, position from nexus.events where id = {id} and tenant_id = {tenant}").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new EventPlace(reader.GetFieldValue<ulong>(0), reader.GetInt64(1)) : null;
    }

    /// <summary>The next events after a place, oldest first.</summary>
    public Task<IReadOnlyList<EventEnvelope>> After(Guid tenant, EventPlace place, int max, CancellationToken ct) => Read(
        $"select {Sql.Raw(EventRows.Columns)} from nexus.events e where e.tenant_id = {tenant} and (e.tx, e.position) > ({Xid(place)}, {place.Position}) and {Sql.Raw(Final)} order by e.tx, e.position limit {max}", ct);

    /// <summary>The last events before a place (or of all), newest first.</summary>
    public Task<IReadOnlyList<EventEnvelope>> Before(Guid tenant, EventPlace? place, int max, CancellationToken ct)
    {
        var before = place is { } p ? (Sql)$"and (e.tx, e.position) < ({Xid(p)}, {p.Position})" : Sql.Empty;
        return Read($"select {Sql.Raw(EventRows.Columns)} from nexus.events e where e.tenant_id = {tenant} {before} and {Sql.Raw(Final)} order by e.tx desc, e.position desc limit {max}", ct);
    }

    /// <summary>The last events about a row before a time, newest first.</summary>
    public Task<IReadOnlyList<EventEnvelope>> About(Guid tenant, Guid row, DateTimeOffset before, int max, CancellationToken ct) => Read(
        $"select {Sql.Raw(EventRows.Columns)} from nexus.events e where e.tenant_id = {tenant} and e.row_id = {row} and e.at < {before} order by e.at desc, e.id desc limit {max}", ct);

    private async Task<IReadOnlyList<EventEnvelope>> Read(Sql sql, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        return await EventRows.ReadAll(command, ct);
    }

    private static Sql Xid(EventPlace place) => Sql.Value(place.Transaction, NpgsqlDbType.Xid8);
}
