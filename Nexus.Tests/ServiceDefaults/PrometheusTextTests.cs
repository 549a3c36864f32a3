using Nexus.ServiceDefaults.Metrics;

namespace Nexus.Tests.ServiceDefaults;

[TestClass]
public sealed class PrometheusTextTests
{
    [TestMethod]
    [DataRow("nexus.operations", "{operation}", FamilyKind.Counter, "nexus_operations_total")]
    [DataRow("nexus.operations.total", null, FamilyKind.Counter, "nexus_operations_total")]
    [DataRow("nexus.sent", "By", FamilyKind.Counter, "nexus_sent_bytes_total")]
    [DataRow("nexus.sent.bytes", "By", FamilyKind.Counter, "nexus_sent_bytes_total")]
    [DataRow("process.cpu.time", "s", FamilyKind.Counter, "process_cpu_time_seconds_total")]
    [DataRow("nexus.queue-length", null, FamilyKind.Gauge, "nexus_queue_length")]
    [DataRow("nexus.usage", "1", FamilyKind.Gauge, "nexus_usage_ratio")]
    [DataRow("nexus.tries", "1", FamilyKind.Counter, "nexus_tries_total")]
    [DataRow("nexus.speed", "By/s", FamilyKind.Gauge, "nexus_speed_bytes_per_second")]
    [DataRow("nexus.full", "%", FamilyKind.Gauge, "nexus_full_percent")]
    [DataRow("9lives", null, FamilyKind.Gauge, "_9lives")]
    [DataRow("größe", null, FamilyKind.Gauge, "gr__e")]
    public void Names_follow_the_specification(string instrument, string? unit, FamilyKind kind, string name)
    {
        var text = PrometheusText.Write([new Family(instrument, unit, "d", kind, [new SeriesValue([], 1)])]);
        Assert.AreEqual($"# HELP {name} d\n# TYPE {name} {kind.ToString().ToLowerInvariant()}\n{name} 1\n", text);
    }

    [TestMethod]
    public void Values_of_labels_and_help_are_escaped()
    {
        var text = PrometheusText.Write([new Family("a", null, "one\\two\nthree", FamilyKind.Gauge, [new SeriesValue([new("path", "C:\\x \"y\"\nz")], 0.5)])]);
        Assert.AreEqual("# HELP a one\\\\two\\nthree\n# TYPE a gauge\na{path=\"C:\\\\x \\\"y\\\"\\nz\"} 0.5\n", text);
    }

    [TestMethod]
    public void Labels_are_sorted_cleaned_and_stand_there_once()
    {
        var text = PrometheusText.Write([new Family("a", null, null, FamilyKind.Gauge, [new SeriesValue([new("z.z", 1.5), new("a", true), new("z-z", null)], 1)])]);
        StringAssert.Contains(text, "a{a=\"true\",z_z=\"1.5;\"} 1\n");
    }

    [TestMethod]
    public void A_histogram_has_buckets_a_sum_and_a_count()
    {
        var text = PrometheusText.Write([new Family("d", "s", null, FamilyKind.Histogram,
            [new SeriesValue([new("m", "GET")], 1.25, [(0.1, 1), (1, 2), (double.PositiveInfinity, 3)])])]);
        Assert.AreEqual(
            "# HELP d_seconds \n# TYPE d_seconds histogram\n"
            + "d_seconds_bucket{m=\"GET\",le=\"0.1\"} 1\nd_seconds_bucket{m=\"GET\",le=\"1\"} 2\nd_seconds_bucket{m=\"GET\",le=\"+Inf\"} 3\n"
            + "d_seconds_sum{m=\"GET\"} 1.25\nd_seconds_count{m=\"GET\"} 3\n", text);
    }

    [TestMethod]
    public void One_name_from_two_meters_is_one_block()
    {
        var text = PrometheusText.Write([
            new Family("a", null, null, FamilyKind.Gauge, [new SeriesValue([new("m", "1")], 1)]),
            new Family("a", null, null, FamilyKind.Gauge, [new SeriesValue([new("m", "2")], 2), new SeriesValue([new("m", "1")], 3)])]);
        Assert.AreEqual("# HELP a \n# TYPE a gauge\na{m=\"1\"} 1\na{m=\"2\"} 2\n", text);
    }
}
