using System.Buffers.Binary;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Closes a tenant while all of it is replaced or taken away: nobody gets in, and what was begun has ended. A tenant that is being restored is
/// opened again as it was before; also when the process that restored it is gone, by the next one that looks.
/// </summary>
public sealed class TenantClosing(NpgsqlDataSource source, TimeProvider clock, Invalidations invalidations)
{
    /// <summary>When a client may ask again.</summary>
    private const int RetrySeconds = 5;

    /// <summary>Longer than any request's transaction.</summary>
    private static readonly TimeSpan WritersWaitedFor = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>Why nobody gets in; null while it is open.</summary>
    public static Fault? Told(TenantStatus status) => status switch
    {
        TenantStatus.Restoring => new Fault(503, "tenant_restoring", "The tenant is being restored from a backup. Try again in a moment.").With("retry_after", RetrySeconds),
        TenantStatus.Erasing => new Fault(409, "tenant_erasing", "The tenant is being erased."),
        TenantStatus.Suspended => new Fault(403, "tenant_suspended", "The tenant is suspended. Ask the platform's administrator."),
        _ => null,
    };

    /// <summary>Closes it for as long as the answer isn't disposed. A tenant that isn't there is kept from being closed twice, and that is all.</summary>
    /// <exception cref="Fault">409 when it is closed already.</exception>
    internal async Task<ClosedTenant> Close(Guid tenant, TenantStatus why, CancellationToken ct)
    {
        var hold = await Hold(tenant, ct) ?? throw new Fault(409, "tenant_closed", "The tenant is being restored or erased already.");
        try
        {
            await using var connection = await source.OpenConnectionAsync(ct);
            var before = await Mark(connection, tenant, why, ct);
            var closed = new ClosedTenant(hold, before, why is TenantStatus.Restoring && before is not null ? () => Open(tenant) : () => Task.CompletedTask);
            if (before is null)
                return closed;
            try
            {
                invalidations.Raise("tenant", tenant.ToString());
                await Task.Delay(Invalidations.FreshFor, clock, ct);
                await UntilEnded(connection, ct);
                await AuditSealer.UntilIdle(connection, ct);
                return closed;
            }
            catch
            {
                await Open(tenant);
                throw;
            }
        }
        catch
        {
            await hold.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens a tenant whose restore was cut off: the transaction that replaced it has rolled back, and its hold is gone.</summary>
    /// <returns>False while it is being restored.</returns>
    internal async Task<bool> OpenAbandoned(Guid tenant, CancellationToken ct)
    {
        await using var hold = await Hold(tenant, ct);
        if (hold is null)
            return false;
        await using (var batch = new NpgsqlBatch(hold))
        {
            Open(batch, tenant);
            batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
            await batch.ExecuteNonQueryAsync(ct);
        }

        invalidations.Raise("tenant", tenant.ToString());
        return true;
    }

    /// <summary>An advisory lock in a transaction that does nothing else: it ends with the process, and makes no reader wait.</summary>
    private async Task<NpgsqlConnection?> Hold(Guid tenant, CancellationToken ct)
    {
        var connection = await source.OpenConnectionAsync(ct);
        try
        {
            await using var command = new NpgsqlCommand($"BEGIN; select pg_try_advisory_xact_lock({Key(tenant)})", connection);
            if (await command.ExecuteScalarAsync(ct) is true)
                return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }

        await connection.DisposeAsync();
        return null;
    }

    /// <returns>The status before; null when there is no such tenant.</returns>
    private static async Task<string?> Mark(NpgsqlConnection connection, Guid tenant, TenantStatus why, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(((Sql)$"update nexus.tenants set status_before = coalesce(status_before, status), status = {why}, updated_at = now() where id = {tenant} and (status <> 'erasing' or {why is TenantStatus.Erasing}) returning status_before").ToBatchCommand());
        batch.BatchCommands.Add(Invalidations.Announce("tenant", tenant.ToString()).ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"select status from nexus.tenants where id = {tenant}").ToBatchCommand());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var before = await reader.ReadAsync(ct) ? reader.GetString(0) : null;
        await reader.NextResultAsync(ct);
        if (before is null && await reader.ReadAsync(ct))
            throw Told(TenantStatus.Erasing)!;
        return before;
    }

    /// <summary>As it was before; a tenant that was replaced is open already.</summary>
    private async Task Open(Guid tenant)
    {
        await using var batch = source.CreateBatch();
        Open(batch, tenant);
        await batch.ExecuteNonQueryAsync(CancellationToken.None);
        invalidations.Raise("tenant", tenant.ToString());
    }

    private static void Open(NpgsqlBatch batch, Guid tenant)
    {
        batch.BatchCommands.Add(((Sql)$"update nexus.tenants set status = coalesce(status_before, 'active'), status_before = null, updated_at = now() where id = {tenant} and status = 'restoring'").ToBatchCommand());
        batch.BatchCommands.Add(Invalidations.Announce("tenant", tenant.ToString()).ToBatchCommand());
    }

    /// <summary>What was begun before goes on to its end; then nothing is written any more. A transaction that takes too long is not waited for.</summary>
    private async Task UntilEnded(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var now = new NpgsqlCommand("select pg_current_xact_id()::text", connection);
        var mine = (string)(await now.ExecuteScalarAsync(ct))!;
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < WritersWaitedFor; await Task.Delay(LookInterval, clock, ct))
        {
            await using var ended = new NpgsqlCommand("select pg_snapshot_xmin(pg_current_snapshot()) > $1::text::xid8", connection) { Parameters = { new() { Value = mine } } };
            if (await ended.ExecuteScalarAsync(ct) is true)
                return;
        }
    }

    /// <summary>Of the tenant's id the half that isn't its time, turned around so that it is no key of another kind of lock.</summary>
    private static long Key(Guid tenant)
    {
        Span<byte> bytes = stackalloc byte[16];
        tenant.TryWriteBytes(bytes, bigEndian: true, out _);
        return ~BinaryPrimitives.ReadInt64BigEndian(bytes[8..]);
    }
}

/// <summary>A tenant that is closed until this is disposed.</summary>
/// <param name="before">Its status before; null when there was no such tenant.</param>
internal sealed class ClosedTenant(NpgsqlConnection hold, string? before, Func<Task> open) : IAsyncDisposable
{
    public string? Before => before;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await open();
        }
        finally
        {
            await hold.DisposeAsync();
        }
    }
}
