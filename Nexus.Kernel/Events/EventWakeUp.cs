using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// Wakes the readers in other processes by <c>NOTIFY</c>. It is never sent in the transaction of a write, because PostgreSQL lets only one
/// notifying transaction commit at a time; one sender a process tells of all that was published since it last told.
/// </summary>
internal sealed class EventWakeUp(NpgsqlDataSource source, EventSignal signal, TimeProvider clock, ILogger<EventWakeUp> log) : BackgroundService
{
    /// <summary>At most one notification in this time.</summary>
    private static readonly TimeSpan NotifyInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Until the next try after the database couldn't be reached. Readers look by themselves meanwhile.</summary>
    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await EventLogOrder.Ensure(source, cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        Persist("tell other processes of events", Notify, stoppingToken),
        Persist("hear of other processes' events", Listen, stoppingToken));

    private async Task Notify(CancellationToken ct)
    {
        // Taken before sending: what is published while a notification is under way gets the next one.
        for (var next = signal.NextOwn; ;)
        {
            await next.WaitAsync(ct);
            next = signal.NextOwn;
            await using (var command = source.CreateCommand("notify nexus_events"))
                await command.ExecuteNonQueryAsync(ct);
            await Task.Delay(NotifyInterval, clock, ct);
        }
    }

    private async Task Listen(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        connection.Notification += (_, _) => signal.Heard();
        await using (var command = new NpgsqlCommand("listen nexus_events", connection))
            await command.ExecuteNonQueryAsync(ct);
        try
        {
            while (true)
                await connection.WaitAsync(ct);
        }
        finally
        {
            // Connections aren't reset when they go back to the pool; this one must not be heard of again.
            NpgsqlConnection.ClearPool(connection);
        }
    }

    private async Task Persist(string what, Func<CancellationToken, Task> work, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await work(ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException or IOException)
            {
                log.LogWarning("Can't {What}: {Reason}", what, e.Message);
                await Task.Delay(TryAgainAfter, clock, CancellationToken.None);
            }
        }
    }
}
