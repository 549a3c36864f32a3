using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Events;
using Npgsql;

namespace Nexus.Kernel.Jobs;

/// <summary>Removes what has served its time, in small portions, in one process at a time.</summary>
internal sealed class Maintenance(NpgsqlDataSource source, TimeProvider clock, ILogger<Maintenance> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Rows removed in one transaction.</summary>
    private const int PortionMax = 5_000;

    // "maintain" as a number.
    private const long Alone = 0x6d61696e7461696e;

    /// <summary>Table and condition of what goes.</summary>
    private static readonly (string Table, string Condition)[] Expired =
    [
        ("nexus.idempotency", "at < now() - interval '24 hours'"),
        ("nexus.invalidations", "at < now() - interval '1 hour'"),
        ("nexus.inbox", "ended_at < now() - interval '7 days' and status in ('done', 'skipped', 'discarded')"),
        ("nexus.deliveries", "ended_at < now() - interval '30 days' and status <> 'due'"),
        ("nexus.webhook_secrets", "counts_until < now()"),
        ("nexus.late_transactions", "tx < pg_snapshot_xmin(pg_current_snapshot())"),
    ];

    /// <summary>Removes all that has expired; does nothing while another process is at it.</summary>
    internal async Task CleanUp(CancellationToken ct)
    {
        await LateEvents.TellCommitted(source, ct);
        foreach (var (table, condition) in Expired)
        {
            while (await Remove(table, condition, ct) == PortionMax)
            {
            }
        }
    }

    private async Task<int> Remove(string table, string condition, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var alone = new NpgsqlCommand($"select pg_try_advisory_xact_lock({Alone})", connection);
        if (await alone.ExecuteScalarAsync(ct) is not true)
            return 0;
        await using var command = new NpgsqlCommand($"delete from {table} where ctid = any(array(select ctid from {table} where {condition} limit {PortionMax}))", connection);
        var removed = await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
        return removed;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Processes that started together don't clean up together.
        await Task.Delay(Interval * Random.Shared.NextDouble(), clock, stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await CleanUp(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning("Can't clean up: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
