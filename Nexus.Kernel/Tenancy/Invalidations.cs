using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Tells every process of the installation what changed that it may hold in memory: a tenant, a user's rights, a revoked session. The row
/// is written in the transaction of the change; each process looks several times a second, back to the oldest transaction that was running
/// at its last look, so that a row whose transaction commits late isn't missed. When it can't look, nothing that is held in memory counts (see <see cref="Fresh"/>).
/// </summary>
public sealed class Invalidations(NpgsqlDataSource source, TimeProvider clock, ILogger<Invalidations> log) : BackgroundService
{
    /// <summary>How often a process looks: a revocation holds everywhere within a second.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>After this long without a look nothing in memory is trusted.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromMilliseconds(900);

    /// <summary>The kind raised when a process was away for too long to know what it missed: forget all.</summary>
    public const string Everything = "*";

    /// <summary>After a pause of this length (a sleeping machine, a lost database) changes may have passed unseen.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(20);

    private readonly HashSet<long> _seen = [];
    private long _lastLook;

    /// <summary>The oldest transaction that was running at the last look: what is seen anew since is of it or a later one.</summary>
    private ulong _running;

    /// <summary>Raised with kind and key, on the looking thread.</summary>
    public event Action<string, string>? Invalidated;

    /// <summary>True while what is held in memory may be used.</summary>
    public bool Fresh => _lastLook != 0 && clock.GetElapsedTime(_lastLook) < FreshFor;

    /// <summary>The statement that announces a change; run it in the transaction of the change.</summary>
    public static Sql Announce(string kind, string key) => $"insert into nexus.invalidations (kind, key) values ({kind}, {key})";

    /// <summary>For this process at once, after the commit; the others hear of it at their next look.</summary>
    public void Raise(string kind, string key) => Invalidated?.Invoke(kind, key);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await Look(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning("Can't read what other processes changed: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Look(CancellationToken ct)
    {
        var started = clock.GetTimestamp();
        var current = new HashSet<long>();
        var missed = _lastLook == 0 || clock.GetElapsedTime(_lastLook) > PauseMax;
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select pg_snapshot_xmin(pg_current_snapshot())"));
        batch.BatchCommands.Add(((Sql)$"select id, kind, key from nexus.invalidations where tx >= {Sql.Value(_running, NpgsqlDbType.Xid8)} order by id").ToBatchCommand());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var running = reader.GetFieldValue<ulong>(0);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var id = reader.GetInt64(0);
            current.Add(id);
            if (!_seen.Contains(id) && !missed)
                Invalidated?.Invoke(reader.GetString(1), reader.GetString(2));
        }

        if (missed)
            Invalidated?.Invoke(Everything, "");
        _seen.Clear();
        _seen.UnionWith(current);
        (_running, _lastLook) = (running, started);
    }
}
