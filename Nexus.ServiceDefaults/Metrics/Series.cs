namespace Nexus.ServiceDefaults.Metrics;

/// <summary>The running value of one series; a measurement may come from any thread.</summary>
internal sealed class Series(double[]? bounds)
{
    private readonly Lock gate = new();
    private readonly long[]? counts = bounds is null ? null : new long[bounds.Length + 1];
    private double value;

    internal void Add(double amount)
    {
        lock (gate)
        {
            value += amount;
        }
    }

    internal void Set(double now)
    {
        lock (gate)
        {
            value = now;
        }
    }

    internal void Record(double measured)
    {
        var at = Array.BinarySearch(bounds!, measured);
        lock (gate)
        {
            // A value that equals a bound belongs below it.
            counts![at >= 0 ? at : ~at]++;
            value += measured;
        }
    }

    internal SeriesValue Read(KeyValuePair<string, object?>[] tags)
    {
        lock (gate)
        {
            if (bounds is null)
            {
                return new SeriesValue(tags, value);
            }

            var buckets = new (double, long)[counts!.Length];
            var sum = 0L;
            for (var i = 0; i < counts.Length; i++)
            {
                buckets[i] = (i < bounds.Length ? bounds[i] : double.PositiveInfinity, sum += counts[i]);
            }

            return new SeriesValue(tags, value, buckets);
        }
    }
}
