namespace Nexus.Standalone;

/// <summary>Says what is going on, but only when it takes long enough for a person to wonder.</summary>
internal static class Slow
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    internal static async Task Announce(Task work, string line, Action<string>? progress)
    {
        if (progress is not null && await Task.WhenAny(work, Task.Delay(Patience)) != work)
        {
            progress(line);
        }

        await work;
    }
}
