namespace Nexus.Tests.Installation;

/// <summary>Waits for what background work brings about.</summary>
public static class Eventually
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(20);

    /// <summary>Looks until the value is the one expected; the test fails with the last one seen.</summary>
    public static async Task Equal<T>(T expected, Func<Task<T>> look, TimeSpan? longest = null)
    {
        var until = TimeProvider.System.GetTimestamp();
        var value = await look();
        while (!Equals(expected, value) && TimeProvider.System.GetElapsedTime(until) < (longest ?? Longest))
        {
            await Task.Delay(20);
            value = await look();
        }

        Assert.AreEqual(expected, value);
    }
}
