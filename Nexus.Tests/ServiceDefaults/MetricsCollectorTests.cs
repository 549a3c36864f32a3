using System.Diagnostics.Metrics;
using Nexus.ServiceDefaults.Metrics;

namespace Nexus.Tests.ServiceDefaults;

[TestClass]
public sealed class MetricsCollectorTests : IDisposable
{
    private readonly Meter meter = new($"Nexus.Test.{Guid.NewGuid():N}");
    private readonly MetricsCollector collector;

    public MetricsCollectorTests() => collector = new MetricsCollector(name => name == meter.Name);

    public void Dispose()
    {
        collector.Dispose();
        meter.Dispose();
    }

    [TestMethod]
    public void Counters_add_up_by_tags()
    {
        collector.Start();
        var counter = meter.CreateCounter<int>("calls");
        counter.Add(2, new KeyValuePair<string, object?>("to", "a"));
        counter.Add(3, new KeyValuePair<string, object?>("to", "a"));
        counter.Add(1, new KeyValuePair<string, object?>("to", "b"));
        Assert.AreEqual(5, Value("a"));
        Assert.AreEqual(1, Value("b"));

        double Value(string to) => Only().Series.Single(series => (string?)series.Tags[0].Value == to).Value;
    }

    [TestMethod]
    public void What_goes_up_and_down_is_a_gauge()
    {
        var upDown = meter.CreateUpDownCounter<long>("open");
        collector.Start();
        upDown.Add(3);
        upDown.Add(-1);
        Assert.AreEqual((FamilyKind.Gauge, 2d), (Only().Kind, Only().Series.Single().Value));
    }

    [TestMethod]
    public void Observed_instruments_are_asked_at_each_scrape()
    {
        var now = 0;
        collector.Start();
        meter.CreateObservableCounter("seen", () => now += 10);
        Assert.AreEqual((FamilyKind.Counter, 10d), (Only().Kind, Only().Series.Single().Value - 10));
    }

    [TestMethod]
    public void Histograms_count_into_advised_buckets()
    {
        collector.Start();
        var histogram = meter.CreateHistogram("size", null, null, null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [1, 10] });
        foreach (var value in (double[])[0.5, 1, 5, 50])
        {
            histogram.Record(value);
        }

        var series = Only().Series.Single();
        Assert.AreEqual(56.5, series.Value);
        CollectionAssert.AreEqual(new[] { (1d, 2L), (10d, 3L), (double.PositiveInfinity, 4L) }, series.Buckets!.ToArray());
    }

    [TestMethod]
    public void Too_many_combinations_of_tags_are_counted_together()
    {
        collector.Start();
        var counter = meter.CreateCounter<int>("calls");
        for (var i = 0; i < 5_000; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("id", i));
        }

        Assert.IsLessThan(2_100, Only().Series.Count);
        Assert.AreEqual(5_000, Only().Series.Sum(series => series.Value));
    }

    [TestMethod]
    public void Nothing_is_lost_between_threads()
    {
        collector.Start();
        var counter = meter.CreateCounter<long>("calls");
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 10_000; i++)
            {
                counter.Add(1, new KeyValuePair<string, object?>("k", i % 3));
            }
        });
        Assert.AreEqual(80_000, Only().Series.Sum(series => series.Value));
    }

    private Family Only() => collector.Snapshot().Single();
}
