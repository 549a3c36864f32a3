namespace Nexus.Kernel.Events;

/// <summary>Tells the readers of the event log that something was committed, so that they needn't wait for their next look.</summary>
public sealed class EventSignal
{
    private readonly Pulse _any = new();
    private readonly Pulse _own = new();

    /// <summary>Completes at the next event of which this process hears. Take it before looking.</summary>
    public Task Next => _any.Next;

    /// <summary>Completes at the next event published in this process; the other processes have to be told.</summary>
    internal Task NextOwn => _own.Next;

    /// <summary>Called after the commit.</summary>
    public void Published(int events)
    {
        if (events <= 0)
            return;
        _any.Beat();
        _own.Beat();
    }

    /// <summary>Another process has published.</summary>
    internal void Heard() => _any.Beat();
}
