using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Tests.Run;

/// <summary>The lines of an input are checked as the input itself is, each fault with the place where it is.</summary>
[TestClass]
public sealed class InputLinesTests
{
    private sealed record Basket([Required] Line[] Lines, string? Note = null);

    private sealed record Line(Guid Item, [Range(1, 10)] int Quantity = 1, [MaxLength(3)] string? Size = null);

    [TestMethod]
    [DataRow("""{}""", "lines required")]
    [DataRow("""{"lines":null}""", "lines required")]
    [DataRow("""{"lines":[]}""", "lines required")]
    [DataRow("""{"lines":{}}""", "lines wrong_type")]
    [DataRow("""{"lines":[1]}""", "lines[0] wrong_type")]
    [DataRow("""{"lines":[null]}""", "lines[0] wrong_type")]
    [DataRow("""{"lines":[{}]}""", "lines[0].item required")]
    [DataRow("""{"lines":[{"item":"00000000-0000-0000-0000-000000000001"},{"item":"x","quantity":11,"size":"long","colour":1}]}""", "lines[1].colour unknown_field, lines[1].item wrong_type, lines[1].quantity out_of_range, lines[1].size too_long")]
    public void A_fault_names_its_line(string json, string expected)
    {
        var fault = Assert.ThrowsExactly<Fault>(() => Read(json));
        Assert.AreEqual(expected, string.Join(", ", fault.Fields.Select(f => $"{f.Field} {f.Code}").Distinct().Order(StringComparer.Ordinal)));
    }

    [TestMethod]
    public void Lines_come_with_their_defaults()
    {
        var line = Read("""{"lines":[{"item":"00000000-0000-0000-0000-000000000001","size":"L"}]}""").Lines.Single();
        Assert.AreEqual((1, "L"), (line.Quantity, line.Size));
    }

    [TestMethod]
    public void There_is_an_end_to_the_lines() =>
        Assert.AreEqual("too_long", Assert.ThrowsExactly<Fault>(() => Read(JsonSerializer.Serialize(new { lines = Enumerable.Repeat(new { }, FieldValue.ListItemsMax + 1) }))).Fields[0].Code);

    private static Basket Read(string json) => (Basket)InputReader.ReadRecord(typeof(Basket), FieldReader.Read(typeof(Basket)), JsonDocument.Parse(json).RootElement);
}
