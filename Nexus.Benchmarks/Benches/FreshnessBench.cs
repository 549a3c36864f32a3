using System.Diagnostics;
using System.Text.Json;
using Nexus.Benchmarks.Load;
using Nexus.Kernel;

namespace Nexus.Benchmarks.Benches;

/// <summary>
/// From the moment a write is decided (just before its commit) to its event at a live subscriber, and to the event of a reaction's effect
/// at the same subscriber: the second is the whole way twice, so an upper bound for the effect itself.
/// </summary>
internal sealed class FreshnessBench : IBench
{
    private const int WritesPerSecondMax = 500;

    /// <summary>Each write here leads to a second one and is read twice: a machine's limit is this part of what it inserts bare.</summary>
    private const double PartOfBare = 0.25;

    private const int Connections = 16;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public string Name => "freshness";

    public string What => $"commit to live subscriber and to a reaction's effect, at {WritesPerSecondMax} writes a second or the machine's limit";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var limit = await BareLimit(say, ct);
        var rate = Math.Min(WritesPerSecondMax, (int)(limit * PartOfBare));
        say(FormattableString.Invariant($"bare inserts: {limit:0} a second; writing {rate} a second"));
        await using var installation = await BenchInstallation.Start(say, builder => builder.AddNexusKernel(ArrivalsModule.Model), workers: true);
        var activated = await installation.Activate("Bench");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var live = new List<double>();
        var effects = new List<double>();
        var listening = new TaskCompletionSource();
        var listener = Task.Run(() => Listen(installation.Address, activated.ApiKey, listening, (effect, milliseconds) =>
        {
            lock (live)
                (effect ? effects : live).Add(milliseconds);
        }, stop.Token), ct);
        await listening.Task;

        await Write(installation.Address, activated.ApiKey, WarmUp, rate, ct);
        await Settle(live, effects, ct);
        lock (live)
        {
            live.Clear();
            effects.Clear();
        }

        var (writes, seconds) = await Write(installation.Address, activated.ApiKey, Time, rate, ct);
        await Settle(live, effects, ct, writes);
        await stop.CancelAsync();
        await listener;
        yield return new BenchResult("freshness, writes", writes / seconds, "writes/s");
        yield return new BenchResult("freshness, events that arrived", 100d * live.Count / writes, "% of writes", "= 100", live.Count == writes);
        yield return BenchResult.AtMost("freshness, live subscriber p99", Percentile(live, 0.99), "ms", 200);
        yield return new BenchResult("freshness, live subscriber p50", Percentile(live, 0.5), "ms");
        yield return BenchResult.AtMost("freshness, reaction's effect p99", Percentile(effects, 0.99), "ms", 200);
        yield return new BenchResult("freshness, reaction's effect p50", Percentile(effects, 0.5), "ms");
    }

    /// <summary>What the machine inserts bare, on an installation of its own, so that nothing of it is left to react to.</summary>
    private static async Task<double> BareLimit(Action<string> say, CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var bare = await BareContacts.Start(installation, await installation.Activate("Bare"));
        return (await SideBySide.Measure(Connections, ct, new Side("bare", bare, (c, n) => RawHttpClient.Post(BareContacts.Path, null, BareContacts.Body(c, n)))))[0];
    }

    private static double Percentile(List<double> values, double part) => values.Count == 0 ? double.NaN : values.Order().ElementAt((int)((values.Count - 1) * part));

    private static async Task<(int Writes, double Seconds)> Write(Uri address, string token, TimeSpan time, int rate, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var (next, written) = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(_ => Task.Run(async () =>
        {
            using var client = new RawHttpClient(address);
            while (true)
            {
                var n = Interlocked.Increment(ref next);
                var due = TimeSpan.FromSeconds((double)n / rate);
                if (due >= time)
                    return;
                var early = due - Stopwatch.GetElapsedTime(started);
                if (early > TimeSpan.Zero)
                    await Task.Delay(early, ct);
                await client.Send(RawHttpClient.Post("/api/v1/crm/contacts", token, $$"""{"name":"Contact {{n}}"}"""), ct);
                Interlocked.Increment(ref written);
            }
        }, ct)));
        return (written, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private static async Task Settle(List<double> live, List<double> effects, CancellationToken ct, int expected = int.MaxValue)
    {
        var started = Stopwatch.GetTimestamp();
        for (var (last, quiet) = (-1, 0); quiet < 10 && Stopwatch.GetElapsedTime(started) < Patience; await Task.Delay(100, ct))
        {
            lock (live)
            {
                if (live.Count >= expected && effects.Count >= expected)
                    return;
                quiet = live.Count + effects.Count == last ? quiet + 1 : 0;
                last = live.Count + effects.Count;
            }
        }
    }

    private static async Task Listen(Uri address, string token, TaskCompletionSource listening, Action<bool, double> arrived, CancellationToken ct)
    {
        using var client = new HttpClient { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events");
        request.Headers.Authorization = new("Bearer", token);
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        response.EnsureSuccessStatusCode();
        listening.SetResult();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        try
        {
            while (await reader.ReadLineAsync(ct) is { } line)
            {
                if (!line.StartsWith("data:", StringComparison.Ordinal))
                    continue;
                var now = DateTimeOffset.UtcNow;
                using var json = JsonDocument.Parse(line.AsMemory(5));
                var type = json.RootElement.GetProperty("type").GetString();
                if (type == "crm.contact.created")
                    arrived(false, (now - json.RootElement.GetProperty("time").GetDateTimeOffset()).TotalMilliseconds);
                else if (type == "bench.arrival.created")
                    arrived(true, (now - json.RootElement.GetProperty("data").GetProperty("row").GetProperty("contact_at").GetDateTimeOffset()).TotalMilliseconds);
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }
}
