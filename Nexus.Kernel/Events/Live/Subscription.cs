using System.Threading.Channels;

namespace Nexus.Kernel.Events.Live;

/// <summary>A subscriber's share of the live feed: the events of its tenant that its filter wants, in a bounded buffer.</summary>
public sealed class Subscription : IDisposable
{
    /// <summary>Events that may wait for a slow subscriber; then it is cut off, to resume from the last one it got.</summary>
    public const int BufferMax = 2_000;

    private readonly Channel<LiveEvent> _buffer = Channel.CreateBounded<LiveEvent>(new BoundedChannelOptions(BufferMax) { SingleReader = true, SingleWriter = true });
    private readonly Action<Subscription> _end;

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

    public ChannelReader<LiveEvent> Events => _buffer.Reader;

    internal void Offer(LiveEvent happened)
    {
        if (Filter.Wants(happened.Event) && !_buffer.Writer.TryWrite(happened))
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
