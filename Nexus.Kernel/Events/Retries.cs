namespace Nexus.Kernel.Events;

/// <summary>When to try again what failed: each time after twice as long, with a random part, so that what failed together isn't tried together.</summary>
public sealed record Retries(int AttemptsMax, TimeSpan First, TimeSpan Longest)
{
    /// <summary>Null when it was tried often enough.</summary>
    /// <param name="attempts">How often it was tried, 1 after the first time.</param>
    public TimeSpan? After(int attempts)
    {
        if (attempts >= AttemptsMax)
            return null;
        var full = Math.Min(First.TotalMilliseconds * Math.Pow(2, Math.Min(attempts - 1, 40)), Longest.TotalMilliseconds);
        return TimeSpan.FromMilliseconds(full * (0.75 + Random.Shared.NextDouble() / 2));
    }
}
