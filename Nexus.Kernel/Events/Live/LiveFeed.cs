using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Telemetry;
using Npgsql;

namespace Nexus.Kernel.Events.Live;

/// <summary>Reads the event log once for all live subscribers of this process. While nobody listens, it doesn't read.</summary>
public sealed class LiveFeed(IEventLog log, TimeProvider clock, ILogger<LiveFeed> logger) : BackgroundService
{
    /// <summary>Subscribers that one tenant may have in one process.</summary>
    public const int SubscribersOfTenantMax = 500;

    private const int ReadMax = 500;

    private static readonly TimeSpan TryAgainAfter = TimeSpan.FromMilliseconds(500);

    private readonly Dictionary<Guid, List<Subscription>> _subscriptions = [];
    private readonly Lock _gate = new();
    private readonly Pulse _first = new();

    /// <summary>How far the feed has come; null while nobody listens.</summary>
    private EventPlace? _place;

    /// <summary>Null when the tenant has as many subscribers as it may.</summary>
    public async Task<Subscription?> Subscribe(Guid tenant, EventFilter filter, CancellationToken ct)
    {
        while (true)
        {
            EventPlace? end = _place is null ? await log.End(ct) : null;
            lock (_gate)
            {
                // The last subscriber may have left meanwhile, and the feed stopped: then once more.
                if ((_place ??= end) is { } place)
                    return Add(tenant, filter, place);
            }
        }
    }

    private Subscription? Add(Guid tenant, EventFilter filter, EventPlace place)
    {
        if (!_subscriptions.TryGetValue(tenant, out var those))
            _subscriptions[tenant] = those = [];
        if (those.Count >= SubscribersOfTenantMax)
            return null;
        var subscription = new Subscription(tenant, filter, End) { From = place };
        those.Add(subscription);
        NexusMeter.LiveSubscribers.Add(1);
        _first.Beat();
        return subscription;
    }

    private void End(Subscription subscription)
    {
        lock (_gate)
        {
            if (!_subscriptions.TryGetValue(subscription.Tenant, out var those) || !those.Remove(subscription))
                return;
            NexusMeter.LiveSubscribers.Add(-1);
            if (those.Count == 0)
                _subscriptions.Remove(subscription.Tenant);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or InvalidOperationException)
            {
                logger.LogWarning("Can't read events for live subscribers: {Reason}", e.Message);
                await Task.Delay(TryAgainAfter, clock, CancellationToken.None);
            }
        }
    }

    private async Task Follow(CancellationToken ct)
    {
        while (true)
        {
            var (first, next) = (_first.Next, log.Next);
            EventPlace? place;
            lock (_gate)
            {
                if (_subscriptions.Count == 0)
                    _place = null;
                place = _place;
            }

            if (place is not { } after)
                await first.WaitAsync(ct);
            else if (await log.Read(after, ReadMax, ct) is { Count: > 0 } events)
                FanOut(events);
            else
                await log.Wait(next, ct);
        }
    }

    private void FanOut(IReadOnlyList<EventEnvelope> events)
    {
        lock (_gate)
        {
            foreach (var happened in events)
            {
                if (!_subscriptions.TryGetValue(happened.TenantId, out var those))
                    continue;
                var live = new LiveEvent(happened);
                foreach (var subscription in those)
                    subscription.Offer(live);
            }

            _place = events[^1].Place;
        }
    }
}
