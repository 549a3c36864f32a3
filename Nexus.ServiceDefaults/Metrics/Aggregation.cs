using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Nexus.ServiceDefaults.Metrics;

/// <summary>All series of one instrument.</summary>
internal sealed class Aggregation
{
    /// <summary>An instrument with more combinations of tags than this is a mistake; the rest is counted together.</summary>
    private const int SeriesMax = 2_000;

    private static readonly double[] SecondsBounds = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
    private static readonly double[] OtherBounds = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("otel.metric.overflow", true)];

    private readonly Instrument instrument;
    private readonly FamilyKind kind;
    private readonly bool isAbsolute;
    private readonly double[]? bounds;
    private readonly ConcurrentDictionary<TagSet, Series> series = new(new TagSet.Comparer());
    private readonly ConcurrentDictionary<TagSet, Series>.AlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>> byTags;
    private int seriesCount;

    internal Aggregation(Instrument instrument)
    {
        this.instrument = instrument;
        var type = instrument.GetType().GetGenericTypeDefinition();
        kind = type == typeof(Counter<>) || type == typeof(ObservableCounter<>) ? FamilyKind.Counter
            : type == typeof(Histogram<>) ? FamilyKind.Histogram
            : FamilyKind.Gauge;
        isAbsolute = instrument.IsObservable || type == typeof(Gauge<>);
        bounds = kind == FamilyKind.Histogram ? AdvisedBounds(instrument) ?? (instrument.Unit == "s" ? SecondsBounds : OtherBounds) : null;
        byTags = series.GetAlternateLookup<ReadOnlySpan<KeyValuePair<string, object?>>>();
    }

    internal void Measure(double measured, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (!byTags.TryGetValue(tags, out var found))
        {
            found = Add(tags);
        }

        if (bounds is not null)
        {
            found.Record(measured);
        }
        else if (isAbsolute)
        {
            found.Set(measured);
        }
        else
        {
            found.Add(measured);
        }
    }

    internal Family Read() => new(instrument.Name, instrument.Unit, instrument.Description, kind, [.. series.Select(one => one.Value.Read(one.Key.Tags))]);

    private Series Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = Volatile.Read(ref seriesCount) < SeriesMax ? new TagSet(tags.ToArray()) : new TagSet(Overflow);
        return series.GetOrAdd(key, _ =>
        {
            Interlocked.Increment(ref seriesCount);
            return new Series(bounds);
        });
    }

    private static double[]? AdvisedBounds(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised],
        Histogram<float> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<long> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { Count: > 0 } advised } => [.. advised.Select(bound => (double)bound)],
        _ => null,
    };
}
