using System.Diagnostics;

namespace Nexus.Benchmarks.Load;

/// <summary>Measures several servers in turns within one run, so that what else the machine does hits all of them.</summary>
internal static class SideBySide
{
    /// <summary>Turns that each side gets after its warm-up.</summary>
    private const int Rounds = 5;

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    /// <summary>Requests per second of each side, the median of its turns.</summary>
    public static async Task<double[]> Measure(int connections, CancellationToken ct, params Side[] sides)
    {
        foreach (var side in sides)
            await RunFor(side, connections, Turn, ct);

        var rates = sides.Select(_ => new List<double>()).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < sides.Length; i++)
                rates[i].Add(await RunFor(sides[i], connections, Turn, ct));
        }

        return [.. rates.Select(r => r.Order().ElementAt(r.Count / 2))];
    }

    /// <summary>Calls per second of each side, the median of its turns, for what isn't asked over HTTP.</summary>
    public static async Task<double[]> Rates(int clients, int rounds, TimeSpan turn, CancellationToken ct, params Func<int, long, Task>[] sides)
    {
        var rates = sides.Select(_ => new List<double>()).ToArray();
        // The first round warms up.
        for (var round = 0; round <= rounds; round++)
        {
            for (var i = 0; i < sides.Length; i++)
            {
                var started = Stopwatch.GetTimestamp();
                var counts = await Task.WhenAll(Enumerable.Range(0, clients).Select(c => Task.Run(async () =>
                {
                    var count = 0L;
                    for (; Stopwatch.GetElapsedTime(started) < turn; count++)
                        await sides[i](c, count);
                    return count;
                }, ct)));
                if (round > 0)
                    rates[i].Add(counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds);
            }
        }

        return [.. rates.Select(r => r.Order().ElementAt(r.Count / 2))];
    }

    /// <summary>Brings a side into its steady state.</summary>
    public static Task Warm(int connections, TimeSpan time, Side side, CancellationToken ct) => RunFor(side, connections, time, ct);

    private static async Task<double> RunFor(Side side, int connections, TimeSpan time, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => Loop(side, c, started, time, ct), ct)));
        return counts.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<long> Loop(Side side, int connection, long started, TimeSpan time, CancellationToken ct)
    {
        using var client = new RawHttpClient(side.Address);
        var count = 0L;
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            var (status, _) = await client.Send(side.Next(connection, count), ct);
            if (status is < 200 or > 299)
                throw new InvalidOperationException($"{side.Name} answered {status}.");
            count++;
        }

        return count;
    }
}

/// <summary>One of the things compared: where it is and what to ask it next.</summary>
internal sealed record Side(string Name, Uri Address, Func<int, long, byte[]> Next);
