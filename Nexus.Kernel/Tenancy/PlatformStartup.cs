using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>Brings the shared tables up to date before anything else of a host starts; waits a while for a database that is still starting.</summary>
internal sealed class PlatformStartup(NpgsqlDataSource source, TimeProvider clock, ILogger<PlatformStartup> log) : IHostedService
{
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        for (var started = clock.GetTimestamp(); ;)
        {
            try
            {
                await PlatformDatabase.Prepare(source, cancellationToken);
                return;
            }
            catch (NpgsqlException e) when (e is not PostgresException { SqlState: not "57P03" } && clock.GetElapsedTime(started) < PatienceMax)
            {
                log.LogWarning("The database doesn't answer yet ({Reason}); trying again.", e.Message);
                await Task.Delay(Pause, clock, cancellationToken);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
