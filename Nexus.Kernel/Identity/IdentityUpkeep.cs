using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>What identity needs done now and then, by any worker: signing keys rotate when they are old, and what is over is forgotten.</summary>
public sealed class IdentityUpkeep(KeyRing keys, NpgsqlDataSource source, TimeProvider clock, ILogger<IdentityUpkeep> log) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>How long a session stays listed after its end.</summary>
    private static readonly TimeSpan EndedSessionsKept = TimeSpan.FromDays(90);

    /// <summary>What was given to somebody so long ago is no news.</summary>
    private static readonly TimeSpan NoticesKept = TimeSpan.FromDays(60);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await keys.RotateWhenDue(stoppingToken);
                await Forget(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning("Upkeep of keys and sessions waits for the database: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task Forget(CancellationToken ct)
    {
        var now = Instants.Now(clock);
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(((Sql)$"delete from nexus.sessions where expires_at < {now - EndedSessionsKept} or archived_at < {now - EndedSessionsKept}").ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"delete from nexus.login_failures where last_at < {now - LoginFailures.ForgottenAfter}").ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"delete from nexus.notices where at < {now - NoticesKept}").ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
    }
}
