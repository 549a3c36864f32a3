using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Telemetry;

/// <summary>How much background work waits, looked at now and then by each workers host: all of them show the same of the installation.</summary>
internal sealed class Backlog : BackgroundService
{
    /// <summary>How old the figures may be.</summary>
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private const string Look = """
        select (select count(*) from nexus.inbox where status = 'due' and due_at <= now()), (select count(*) from nexus.inbox where status = 'parked'),
               (select count(*) from nexus.deliveries where status = 'due' and due_at <= now()),
               (select coalesce(extract(epoch from clock_timestamp() - min(a.at)), 0)::float8 from nexus.audit a
                where a.tx >= (select sealed_below from nexus.audit_sealer) and not exists (select 1 from nexus.audit_seals s where s.tenant_id = a.tenant_id and s.audit_id = a.id))
        """;

    private readonly NpgsqlDataSource _source;
    private readonly TimeProvider _clock;
    private readonly ILogger<Backlog> _log;
    private readonly Meter _meter = new(NexusMeter.Name);
    private (long Due, long Parked, long Deliveries, double SealingLag) _seen;

    public Backlog(NpgsqlDataSource source, TimeProvider clock, ILogger<Backlog> log)
    {
        (_source, _clock, _log) = (source, clock, log);
        _meter.CreateObservableGauge("nexus.inbox.due", () => _seen.Due, "{reaction}", "Reactions that are due and not done.");
        _meter.CreateObservableGauge("nexus.inbox.parked", () => _seen.Parked, "{reaction}", "Reactions that failed too often and wait for a person.");
        _meter.CreateObservableGauge("nexus.deliveries.due", () => _seen.Deliveries, "{delivery}", "Webhook deliveries that are due and not sent.");
        _meter.CreateObservableGauge("nexus.audit.sealing.lag", () => _seen.SealingLag, "s", "Age of the oldest audit entry without a seal.");
    }

    /// <summary>Looks once.</summary>
    internal async Task Read(CancellationToken ct)
    {
        await using var command = _source.CreateCommand(Look);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        _seen = (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), Math.Max(0, reader.GetDouble(3)));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, _clock);
        do
        {
            try
            {
                await Read(stoppingToken);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                _log.LogWarning("Can't measure the background work: {Reason}", e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    public override void Dispose()
    {
        _meter.Dispose();
        base.Dispose();
    }
}

/// <summary>Registers what is measured in the background.</summary>
public static class TelemetryRegistration
{
    public static void AddBacklogMetrics(this IServiceCollection services) => services.AddHostedService<Backlog>();
}
