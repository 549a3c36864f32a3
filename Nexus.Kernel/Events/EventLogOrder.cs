using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// A database that was restored by SQL on another server brings transaction ids that this server hasn't reached yet: such events would be
/// taken for unfinished and told much later. At a start they are put in order: what was dispatched before what was not, each by position.
/// </summary>
internal static class EventLogOrder
{
    private const string Restore = """
        do $$
        declare
            done nexus.cursors;
        begin
            if not exists (select 1 from nexus.events where tx >= pg_snapshot_xmax(pg_current_snapshot()) and tx < '4611686018427387904') then
                return;
            end if;
            -- Nobody writes meanwhile; and another process that starts now finds it done.
            lock table nexus.events in share row exclusive mode;
            if not exists (select 1 from nexus.events where tx >= pg_snapshot_xmax(pg_current_snapshot()) and tx < '4611686018427387904') then
                return;
            end if;
            select * into done from nexus.cursors where name = 'dispatch' for update;
            update nexus.events e set tx = case when (e.tx, e.position) <= (coalesce(done.tx, '0'), coalesce(done.position, 0)) then '1'::xid8 else '2'::xid8 end;
            update nexus.cursors set tx = '1', position = coalesce((select max(position) from nexus.events where tx = '1'), 0);
        end $$
        """;

    public static async Task Ensure(NpgsqlDataSource source, CancellationToken ct)
    {
        await LateEvents.TellCommitted(source, ct);
        await using var command = source.CreateCommand(Restore);
        await command.ExecuteNonQueryAsync(ct);
    }
}
