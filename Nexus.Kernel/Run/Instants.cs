namespace Nexus.Kernel.Run;

/// <summary>The time as the database can keep it.</summary>
public static class Instants
{
    /// <summary>Now, UTC, to the microsecond: what is answered at once is what is read later.</summary>
    public static DateTimeOffset Now(TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return new DateTimeOffset(now.Ticks - now.Ticks % TimeSpan.TicksPerMicrosecond, TimeSpan.Zero);
    }
}
