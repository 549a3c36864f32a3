using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nexus.Benchmarks.Benches;

/// <summary>The standalone process on an existing data folder: how soon it is ready, and what it holds when idle.</summary>
internal sealed class ProcessBench : IBench
{
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(15);

    public string Name => "process";

    public string What => "start to ready and idle memory of the standalone process";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var data = Path.Combine(Path.GetTempPath(), "nexus-bench-" + Guid.NewGuid().ToString("N"));
        // The first start makes the cluster; what is measured is the start of every day.
        var first = await Start(data, ct);
        await Stop(first.Process);
        var (process, seconds) = await Start(data, ct);
        await Task.Delay(Idle, ct);
        process.Refresh();
        var megabytes = process.WorkingSet64 / 1024d / 1024d;
        await Stop(process);
        Directory.Delete(data, recursive: true);
        yield return BenchResult.AtMost("start to ready, warm build", seconds, "s", 5);
        yield return BenchResult.AtMost("memory of the idle process", megabytes, "MB", 300);
    }

    private static async Task<(Process Process, double Seconds)> Start(string data, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Nexus.Standalone.dll"), "up", "--data", data, "--port", FreePort().ToString(System.Globalization.CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("Nexus is ready", StringComparison.Ordinal))
                return (process, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        throw new InvalidOperationException("Nexus did not start: " + await process.StandardError.ReadToEndAsync(ct));
    }

    private static async Task Stop(Process process)
    {
        using (var kill = Process.Start("kill", ["-INT", process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]))
            await kill.WaitForExitAsync();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
