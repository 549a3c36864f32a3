using System.Diagnostics;
using System.Diagnostics.Metrics;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Telemetry;

/// <summary>What Nexus measures of itself, under the meter <c>Nexus</c>; every host exports it over OTLP and at <c>/metrics</c>.</summary>
public static class NexusMeter
{
    public const string Name = "Nexus";

    internal static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Operations = Meter.CreateHistogram("nexus.operations", "s", "Operations by name and outcome (done, refused, failed), with their duration.", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] });

    /// <summary>Live connections of this process.</summary>
    internal static readonly UpDownCounter<long> LiveSubscribers = Meter.CreateUpDownCounter<long>("nexus.live.subscribers", "{subscriber}", "Live subscribers of this process.");

    /// <summary>Runs an operation and notes how long it took and how it ended.</summary>
    internal static async Task<T> Measure<T>(string operation, Func<Task<T>> run)
    {
        var started = Stopwatch.GetTimestamp();
        var outcome = "failed";
        try
        {
            var answer = await run();
            outcome = "done";
            return answer;
        }
        catch (Fault fault) when (fault.Status < 500)
        {
            outcome = "refused";
            throw;
        }
        finally
        {
            Operations.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, new("operation", operation), new("outcome", outcome));
        }
    }
}
