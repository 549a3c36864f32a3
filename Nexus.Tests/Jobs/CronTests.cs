using System.Globalization;
using Nexus.Kernel.Jobs;

namespace Nexus.Tests.Jobs;

[TestClass]
public sealed class CronTests
{
    [TestMethod]
    // Plain times.
    [DataRow("* * * * *", "UTC", "2026-01-01T00:00:30Z", "2026-01-01T00:01:00Z")]
    [DataRow("0 8 * * mon-fri", "UTC", "2026-01-02T08:00:00Z", "2026-01-05T08:00:00Z")]
    [DataRow("*/15 9-17 * * *", "UTC", "2026-03-03T17:45:00Z", "2026-03-04T09:00:00Z")]
    [DataRow("5/20 * * * *", "UTC", "2026-03-03T10:06:00Z", "2026-03-03T10:25:00Z")]
    [DataRow("0 0 31 * *", "UTC", "2026-02-01T00:00:00Z", "2026-03-31T00:00:00Z")]
    [DataRow("0 0 29 2 *", "UTC", "2026-01-01T00:00:00Z", "2028-02-29T00:00:00Z")]
    [DataRow("0 0 29 feb *", "UTC", "2096-03-01T00:00:00Z", "2104-02-29T00:00:00Z")]
    [DataRow("0 0 * * 7", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [DataRow("0 0 * * 0", "UTC", "2026-01-01T00:00:00Z", "2026-01-04T00:00:00Z")]
    [DataRow("30 4 1,15 * 5", "UTC", "2026-01-02T05:00:00Z", "2026-01-09T04:30:00Z")]
    [DataRow("@monthly", "UTC", "2026-01-31T23:59:59Z", "2026-02-01T00:00:00Z")]
    [DataRow("59 23 31 12 *", "UTC", "2026-12-31T23:59:00Z", "2027-12-31T23:59:00Z")]
    // In a time zone.
    [DataRow("0 8 * * *", "Europe/Berlin", "2026-01-01T06:00:00Z", "2026-01-01T07:00:00Z")]
    [DataRow("0 8 * * *", "Europe/Berlin", "2026-07-01T06:00:00Z", "2026-07-02T06:00:00Z")]
    [DataRow("0 8 * * *", "Asia/Kolkata", "2026-01-01T00:00:00Z", "2026-01-01T02:30:00Z")]
    // 2026-03-29 in Berlin: 02:00 to 03:00 is left out. A fixed time comes at the change; then the next day at its time.
    [DataRow("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", "2026-03-29T01:00:00Z")]
    [DataRow("30 2 * * *", "Europe/Berlin", "2026-03-29T01:00:00Z", "2026-03-30T00:30:00Z")]
    [DataRow("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:30:00Z", "2026-03-29T01:00:00Z")]
    [DataRow("0 */2 * * *", "Europe/Berlin", "2026-03-28T23:30:00Z", "2026-03-29T02:00:00Z")]
    // 2026-10-25 in Berlin: 02:00 to 03:00 comes twice. A fixed time counts once; an open hour goes on.
    [DataRow("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", "2026-10-25T00:30:00Z")]
    [DataRow("30 2 * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z")]
    [DataRow("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T01:00:00Z")]
    [DataRow("*/30 * * * *", "Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T01:30:00Z")]
    [DataRow("0 * * * *", "Europe/Berlin", "2026-10-25T01:00:00Z", "2026-10-25T02:00:00Z")]
    // Lord Howe Island changes by half an hour.
    [DataRow("15 2 * * *", "Australia/Lord_Howe", "2026-10-03T12:00:00Z", "2026-10-03T15:30:00Z")]
    public void The_next_time_is(string cron, string zone, string after, string expected)
    {
        var next = Cron.Parse(cron)!.Next(Instant(after), TimeZoneInfo.FindSystemTimeZoneById(zone));
        Assert.AreEqual(Instant(expected), next);
    }

    [TestMethod]
    public void A_day_that_never_comes_has_no_next_time() => Assert.IsNull(Cron.Parse("0 0 30 2 *")!.Next(Instant("2026-01-01T00:00:00Z"), TimeZoneInfo.Utc));

    [TestMethod]
    [DataRow("")]
    [DataRow("* * * *")]
    [DataRow("* * * * * *")]
    [DataRow("60 * * * *")]
    [DataRow("* 24 * * *")]
    [DataRow("* * 0 * *")]
    [DataRow("* * 32 * *")]
    [DataRow("* * * 13 *")]
    [DataRow("* * * * 8")]
    [DataRow("5-1 * * * *")]
    [DataRow("*/0 * * * *")]
    [DataRow("-1 * * * *")]
    [DataRow("1-2-3 * * * *")]
    [DataRow("a * * * *")]
    [DataRow("1,,2 * * * *")]
    [DataRow("@never")]
    public void What_is_no_cron_expression_is_refused(string cron) => Assert.IsNull(Cron.Parse(cron));

    private static DateTimeOffset Instant(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
