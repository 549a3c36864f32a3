using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace Nexus.Kernel.Events.Live;

/// <summary>A subscriber's share of the live feed: the events of its tenant that its filter wants, in a bounded buffer.</summary>
public sealed class Subscription : IDisposable
{
    /// <summary>Events that may wait for a slow subscriber; then it is cut off, to resume from the last one it got.</summary>
    public const int BufferMax = 2_000;

    /// <summary>Bytes that may wait for it, whatever the number of events.</summary>
    public const int BufferBytesMax = 16 * 1024 * 1024;

    private readonly Channel<LiveEvent> _buffer = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(BufferMax) { SingleReader = true, SingleWriter = true });
    private readonly Action<Subscription> _end;
    private long _bytes;

    internal Subscription(Guid tenant, EventFilter filter, Action<Subscription> end)
    {
        Tenant = tenant;
        Filter = filter;
        _end = end;
    }

    public Guid Tenant { get; }

    public EventFilter Filter { get; }

    /// <summary>Everything after this place comes through the subscription.</summary>
    public EventPlace From { get; internal set; }

    /// <summary>Completes when there is one; false when the feed has ended.</summary>
    /// <exception cref="SlowSubscriberException">More waited than may.</exception>
    public ValueTask<bool> Wait(CancellationToken ct) => _buffer.Reader.WaitToReadAsync(ct);

    public bool TryTake([NotNullWhen(true)] out LiveEvent? live)
    {
        if (!_buffer.Reader.TryRead(out live))
            return false;
        Interlocked.Add(ref _bytes, -live.Json.Length);
        return true;
    }

    internal void Offer(LiveEvent happened)
    {
        if (!Filter.Wants(happened.Event))
            return;
        var (size, waiting) = (happened.Json.Length, Interlocked.Add(ref _bytes, happened.Json.Length));
        // One alone may be larger: it can't be told in parts.
        if (waiting > Math.Max(size, BufferBytesMax) || !_buffer.Writer.TryWrite(happened))
            _buffer.Writer.TryComplete(new SlowSubscriberException());
    }

    public void Dispose() => _end(this);
}

/// <summary>An event on its way to subscribers, written as JSON once for all of them.</summary>
public sealed class LiveEvent(EventEnvelope happened)
{
    private byte[]? _json;

    public EventEnvelope Event { get; } = happened;

    public byte[] Json => _json ??= CloudEvent.Write(Event);
}

/// <summary>The subscriber took its events more slowly than they came.</summary>
public sealed class SlowSubscriberException() : Exception("The subscriber is too slow.");
