using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>
/// Turns events into what is to be done because of them: an inbox row for each reaction, a delivery for each webhook. One process at a time
/// does it; rows and the advance of its cursor commit together.
/// </summary>
internal sealed class EventDispatcher(IEventLog log, NexusModel model, InboxSignal signal, TimeProvider clock, ILogger<EventDispatcher> logger) : BackgroundService
{
    /// <summary>Name of its cursor.</summary>
    internal const string Consumer = "dispatch";

    /// <summary>Events dispatched in one transaction.</summary>
    private const int BatchMax = 500;

    private static readonly string ChainTooLong = $"{ReactionSettings.ChainMax} reactions in a row led to this event: they probably set off each other.";

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = log.Next;
                if (await log.Consume(Consumer, BatchMax, Statements, stoppingToken) > 0)
                    signal.Beat();
                else
                    await log.Wait(next, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                logger.LogWarning("Can't dispatch events: {Reason}", e.Message);
                await Task.Delay(TryAgainAfter, clock, CancellationToken.None);
            }
        }
    }

    private IEnumerable<NpgsqlBatchCommand> Statements(IReadOnlyList<EventEnvelope> events)
    {
        var rows = events.SelectMany(e => model.Reactions[e.Name].Select(r => (Event: e, Reaction: r.Name))).ToArray();
        if (rows.Length > 0)
            yield return InboxRows(rows).ToBatchCommand();
        yield return Deliveries(events).ToBatchCommand();
    }

    private static Sql Deliveries(IReadOnlyList<EventEnvelope> events) => $"""
        insert into nexus.deliveries (id, tenant_id, webhook_id, event_id, event_position)
        select gen_random_uuid(), w.tenant_id, w.id, e.id, e.position
        from unnest({events.Select(e => e.Id).ToArray()}, {events.Select(e => e.Position).ToArray()}, {events.Select(e => e.TenantId).ToArray()}, {events.Select(e => e.Name).ToArray()}) as e (id, position, tenant_id, name)
        join nexus.webhooks w on w.tenant_id = e.tenant_id
        where w.archived_at is null and w.disabled_at is null and exists (select 1 from unnest(w.events) as pattern where nexus.covers(pattern, e.name))
        on conflict (webhook_id, event_id) do nothing
        """;

    private static Sql InboxRows((EventEnvelope Event, string Reaction)[] rows)
    {
        var parked = rows.Select(r => r.Event.Depth >= ReactionSettings.ChainMax).ToArray();
        return $"""
            insert into nexus.inbox (id, tenant_id, event_id, event_position, reaction, status, error_code, error_message)
            select r.id, r.tenant_id, r.event_id, r.event_position, r.reaction, case when r.parked then 'parked' else 'due' end,
                   case when r.parked then 'chain_too_long' end,
                   case when r.parked then {ChainTooLong} end
            from unnest({rows.Select(_ => Guid.CreateVersion7()).ToArray()}, {rows.Select(r => r.Event.TenantId).ToArray()}, {rows.Select(r => r.Event.Id).ToArray()},
                        {rows.Select(r => r.Event.Position).ToArray()}, {rows.Select(r => r.Reaction).ToArray()}, {parked})
                 as r (id, tenant_id, event_id, event_position, reaction, parked)
            on conflict (event_id, reaction) do nothing
            """;
    }
}

/// <summary>Tells the workers of this process that there are new inbox rows or deliveries.</summary>
internal sealed class InboxSignal
{
    private readonly Pulse _pulse = new();

    public Pulse Pulse => _pulse;

    public void Beat() => _pulse.Beat();
}
