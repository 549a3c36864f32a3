namespace Nexus.Kernel.Events;

/// <summary>A place in the event log, between two events: transaction id first, position second, because that is the order of the log.</summary>
public readonly record struct EventPlace(ulong Transaction, long Position) : IComparable<EventPlace>
{
    /// <summary>Before the first event.</summary>
    public static EventPlace Beginning => default;

    public int CompareTo(EventPlace other) =>
        Transaction != other.Transaction ? Transaction.CompareTo(other.Transaction) : Position.CompareTo(other.Position);

    public static bool operator <(EventPlace left, EventPlace right) => left.CompareTo(right) < 0;

    public static bool operator >(EventPlace left, EventPlace right) => left.CompareTo(right) > 0;

    public static bool operator <=(EventPlace left, EventPlace right) => left.CompareTo(right) <= 0;

    public static bool operator >=(EventPlace left, EventPlace right) => left.CompareTo(right) >= 0;
}
