using Npgsql;

namespace Nexus.Kernel.Events;

/// <summary>
/// The log of all tenants' events, read in order. A reader never skips an event whose transaction commits late. The embedded log is a
/// table (<see cref="EventLog"/>); an adapter that reads from a broker passes the same contract tests.
/// </summary>
public interface IEventLog
{
    /// <summary>The place from which on everything is still to come.</summary>
    Task<EventPlace> End(CancellationToken ct);

    /// <summary>The next events after a place, oldest first; empty when there are none yet.</summary>
    Task<IReadOnlyList<EventEnvelope>> Read(EventPlace after, int max, CancellationToken ct);

    /// <summary>Taken before a read and waited for after it, so that what is published in between isn't missed.</summary>
    Task Next { get; }

    /// <summary>Ends when <paramref name="next"/> says that there may be more, and anyhow after a short while: a signal can get lost, an event can't.</summary>
    Task Wait(Task next, CancellationToken ct);

    /// <summary>
    /// Hands the next events to a named consumer, of which many processes may run: one of them gets each event. The statements that
    /// <paramref name="handle"/> answers with commit together with how far the consumer has come; a broker's adapter may hand an event over
    /// again after a crash, so they must bear to be repeated.
    /// </summary>
    /// <returns>How many events were handed over; 0 when there are none, or another process is at it.</returns>
    Task<int> Consume(string consumer, int max, Func<IReadOnlyList<EventEnvelope>, IEnumerable<NpgsqlBatchCommand>> handle, CancellationToken ct);
}
