using System.Globalization;
using Nexus.Kernel.Import;

namespace Nexus.Tests.Import;

[TestClass]
public sealed class CellTextTests
{
    [TestMethod]
    [DataRow("1234.5", false, "1234.5")]
    [DataRow("1,234.5", false, "1234.5")]
    [DataRow("1.234,5", false, "1234.5")]
    [DataRow("1.234,5", true, "1234.5")]
    [DataRow("1,5", false, "1.5")]
    [DataRow("1,234", false, "1234")]
    [DataRow("1,234", true, "1.234")]
    [DataRow("1.234", true, "1234")]
    [DataRow("1.234", false, "1.234")]
    [DataRow("1 234 567,89", true, "1234567.89")]
    [DataRow("-3", false, "-3")]
    [DataRow("1e5", false, null)]
    [DataRow("abc", false, null)]
    [DataRow("", false, null)]
    public void Numbers_are_read_as_people_write_them(string text, bool decimalComma, string? number) =>
        Assert.AreEqual(number, new CellText(decimalComma, false, "EUR").Number(text)?.ToString(CultureInfo.InvariantCulture));

    [TestMethod]
    [DataRow("2026-03-04", false, "2026-03-04")]
    [DataRow("04.03.2026", false, "2026-03-04")]
    [DataRow("4/3/2026", false, "2026-03-04")]
    [DataRow("3/4/2026", true, "2026-03-04")]
    [DataRow("2026-03-04T10:00:00Z", false, "2026-03-04")]
    [DataRow("04.03.2026 10:30", false, "2026-03-04")]
    [DataRow("31.02.2026", false, null)]
    [DataRow("soon", false, null)]
    public void Dates_too(string text, bool monthFirst, string? day) =>
        Assert.AreEqual(day, new CellText(false, monthFirst, "EUR").Moment(text)?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
}
