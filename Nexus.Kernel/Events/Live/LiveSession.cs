using System.Threading.Channels;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Live;

/// <summary>
/// One live connection: first what happened since the event that the client saw last, then what happens, with no gap and nothing twice.
/// The credential is looked at twice a second.
/// </summary>
internal sealed class LiveSession(LiveCredential credential, Subscription subscription, ILiveClient client, EventHistory history, EventSight sight, TimeProvider clock)
{
    public static readonly TimeSpan CredentialInterval = TimeSpan.FromMilliseconds(500);

    public static readonly TimeSpan HeartbeatInterval = TimeSpan.FromSeconds(15);

    /// <summary>A client that takes nothing for so long is gone.</summary>
    public static readonly TimeSpan SendTimeMax = TimeSpan.FromSeconds(10);

    private const int ReplayMax = 500;

    private volatile Tuple<Caller, Tenant>? _standing;
    private volatile LiveEnd? _ended;
    private EventPlace _place;

    /// <summary>Runs until the client leaves (<paramref name="left"/>), the server stops or there is a reason to end it.</summary>
    public async Task Run(EventPlace? after, CancellationToken left, CancellationToken stopping)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(left, stopping);
        var watch = Watch(ending);
        try
        {
            await Stream(after, ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            _ended ??= stopping.IsCancellationRequested ? LiveEnd.Stopping : null;
        }
        catch (SlowSubscriberException)
        {
            _ended ??= LiveEnd.Slow;
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            _ended ??= LiveEnd.Failed;
        }
        finally
        {
            await ending.CancelAsync();
            await watch;
        }

        if (_ended is { } end && !left.IsCancellationRequested)
            await InTime(ct => client.Close(end, ct), left);
    }

    private async Task Stream(EventPlace? after, CancellationToken ct)
    {
        (var caller, var tenant) = await credential.Enter(ct);
        _standing ??= Tuple.Create(caller, tenant);
        _place = after ?? subscription.From;
        // The feed tells what comes after From; what is before it is read from the table.
        while (_place < subscription.From && await history.After(subscription.Tenant, _place, ReplayMax, ct) is { Count: > 0 } page)
        {
            await Deliver([.. page.Select(e => new LiveEvent(e))], filtered: false, ct);
            _place = page[^1].Place;
        }

        var batch = new List<LiveEvent>();
        while (true)
        {
            using var heartbeat = new CancellationTokenSource(HeartbeatInterval, clock);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, heartbeat.Token);
            try
            {
                await subscription.Wait(either.Token);
            }
            catch (OperationCanceledException) when (heartbeat.IsCancellationRequested && !ct.IsCancellationRequested)
            {
                await InTime(client.Heartbeat, ct);
                continue;
            }

            batch.Clear();
            while (batch.Count < ReplayMax && subscription.TryTake(out var live))
                batch.Add(live);
            await Deliver(batch, filtered: true, ct);
        }
    }

    private async Task Deliver(IReadOnlyList<LiveEvent> events, bool filtered, CancellationToken ct)
    {
        // The replay may have read further than the feed was.
        var wanted = events.Where(e => e.Event.Place > _place && (filtered || subscription.Filter.Wants(e.Event))).ToList();
        if (wanted.Count == 0)
            return;
        var (caller, tenant) = _standing!;
        var visible = (await sight.Visible([.. wanted.Select(e => e.Event)], caller, tenant, ct)).Select(e => e.Id).ToHashSet();
        foreach (var live in wanted.Where(e => visible.Contains(e.Event.Id)))
            await InTime(token => client.Send(live.Event.Id, live.Json, token), ct);
        _place = events[^1].Event.Place > _place ? events[^1].Event.Place : _place;
    }

    /// <summary>Who stops taking what is sent is cut off without a word.</summary>
    private async Task InTime(Func<CancellationToken, Task> send, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(SendTimeMax, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(ct, limit.Token);
        try
        {
            await send(either.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            throw new IOException("The client takes nothing any more.");
        }
    }

    private async Task Watch(CancellationTokenSource ending)
    {
        try
        {
            while (true)
            {
                await Task.Delay(CredentialInterval, clock, ending.Token);
                var (caller, tenant) = await credential.Enter(ending.Token);
                _standing = Tuple.Create(caller, tenant);
            }
        }
        catch (Fault fault)
        {
            _ended = fault.Code == "tenant_suspended" ? LiveEnd.Suspended : LiveEnd.Revoked;
            await ending.CancelAsync();
        }
        catch (Exception e) when (e is NpgsqlException or TimeoutException)
        {
            // Can't tell whether the credential still counts: then it doesn't.
            _ended = LiveEnd.Failed;
            await ending.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // The session has ended.
        }
    }
}
