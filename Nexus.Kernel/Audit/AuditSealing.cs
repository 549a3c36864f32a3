using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Audit;

/// <summary>Seals several times a second, for as long as the host runs.</summary>
internal sealed class AuditSealing(AuditSealer sealer, TimeProvider clock, ILogger<AuditSealing> log) : BackgroundService
{
    /// <summary>An entry is sealed within a second of its commit.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await sealer.Seal(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                log.LogWarning("Can't seal the audit: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
