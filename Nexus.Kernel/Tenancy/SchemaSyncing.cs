using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>Brings all tenants' schemas up to date when a host has started; a tenant that is asked for meanwhile goes first.</summary>
internal sealed class SchemaSyncing(SchemaSync sync, NpgsqlDataSource source, ILogger<SchemaSyncing> log) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await PlatformDatabase.Prepare(source, stoppingToken);
            var changed = await sync.All(ct: stoppingToken);
            if (changed > 0)
                log.LogInformation("Brought the schemas of {Count} tenants up to date", changed);
        }
        catch (Exception e) when (e is AggregateException or NpgsqlException or TimeoutException)
        {
            log.LogError("{Reason} They are tried again when they are asked for, and at the next start.", e.Message);
        }
    }
}
