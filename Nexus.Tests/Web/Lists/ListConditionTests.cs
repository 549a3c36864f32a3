using Microsoft.AspNetCore.WebUtilities;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Derive.Rest;
using Nexus.Web.Lists;

namespace Nexus.Tests.Web.Lists;

/// <summary>What the filter builder makes, how it is read back, and what the API is asked for it.</summary>
[TestClass]
public sealed class ListConditionTests
{
    private static readonly Shape Jobs = Shape.Of(Workshop.Model().FindResource("shop.job")!);
    private static readonly Guid Me = Guid.Parse("01900000-0000-7000-8000-000000000001");
    private static readonly DateTimeOffset Now = new(2026, 3, 28, 23, 30, 0, TimeSpan.Zero);
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [TestMethod]
    [DataRow("name", "has", "a, \"b\" (c)", "name.ilike.\"*a, \\\"b\\\" (c)*\"")]
    [DataRow("name", "has", "100%_\\", "name.ilike.\"*100\\\\%\\\\_\\\\\\\\*\"")]
    [DataRow("name", "lacks", "x", "name.not.ilike.*x*")]
    [DataRow("name", "begins", "x", "name.ilike.x*")]
    [DataRow("name", "is", "x.y", "name.eq.x.y")]
    [DataRow("note", "empty", "", "note.is.null")]
    [DataRow("note", "filled", "", "note.not.is.null")]
    [DataRow("size", "any", "small", "size.in.(small)")]
    [DataRow("size", "none", "small", "size.not.in.(small)")]
    [DataRow("pieces", "gte", "5", "pieces.gte.5")]
    [DataRow("price", "lt", "9.5", "price.lt.9.5")]
    [DataRow("urgent", "yes", "", "urgent.is.true")]
    [DataRow("due_on", "next", "7", "due_on.next.7")]
    [DataRow("due_on", "past", "", "due_on.lt.@today")]
    [DataRow("begun_at", "after", "2026-01-31", "begun_at.gt.2026-01-31")]
    [DataRow("tags", "has", "a,b", "tags.cs.{\"a,b\"}")]
    [DataRow("owner_id", "me", "", "owner_id.in.(@me)")]
    public void A_condition_is_read_as_it_was_made(string field, string name, string value, string text)
    {
        var of = Jobs.Find(field)!;
        var made = ListOperator.For(of).Single(o => o.Name == name);
        var condition = made.Condition(of, [value]);
        Assert.AreEqual(text, condition.Text);
        var read = ListState.Read(Jobs, QueryHelpers.ParseQuery("and=" + Uri.EscapeDataString($"({text},name.eq.z)"))).Conditions;
        Assert.HasCount(2, read);
        Assert.AreEqual(made, ListOperator.Of(read[0]));
        if (value.Length > 0)
            Assert.AreEqual(value, made.Entered(read[0])[0]);
    }

    [TestMethod]
    [DataRow("due_on.next.7", "and(due_on.gte.2026-03-29,due_on.lte.2026-04-05)")]
    [DataRow("due_on.last.30", "and(due_on.gte.2026-02-27,due_on.lte.2026-03-29)")]
    [DataRow("due_on.lt.@today", "due_on.lt.2026-03-29")]
    [DataRow("due_on.eq.2026-01-31", "due_on.eq.2026-01-31")]
    [DataRow("begun_at.eq.2026-03-29", "and(begun_at.gte.2026-03-28T23:00:00Z,begun_at.lt.2026-03-29T22:00:00Z)")]
    [DataRow("begun_at.gt.2026-01-31", "begun_at.gte.2026-01-31T23:00:00Z")]
    [DataRow("begun_at.lte.2026-01-31", "begun_at.lt.2026-01-31T23:00:00Z")]
    [DataRow("begun_at.is.null", "begun_at.is.null")]
    [DataRow("owner_id.in.(@me)", "owner_id.in.(01900000-0000-7000-8000-000000000001)")]
    [DataRow("owner_id.not.in.(@me)", "owner_id.not.in.(01900000-0000-7000-8000-000000000001)")]
    [DataRow("or(name.eq.a,pieces.gt.5)", "or(name.eq.a,pieces.gt.5)")]
    public void What_means_another_thing_each_day_is_told_the_API_for_today(string text, string asked) =>
        Assert.AreEqual(asked, ListCondition.Parse(text, Jobs).ForApi(Me, Now, Berlin));

    [TestMethod]
    [DataRow("")]
    [DataRow("view=all")]
    [DataRow("order=name.desc&columns=name,size&q=ax%20le")]
    [DataRow("or=(size.in.(small,medium),name.ilike.\"*a,b*\")&group=size")]
    [DataRow("layout=board&by=size")]
    public void A_state_survives_its_address(string query)
    {
        var state = ListState.Read(Jobs, QueryHelpers.ParseQuery(query));
        var again = ListState.Read(Jobs, QueryHelpers.ParseQuery(new Uri("http://x" + state.Address()).Query));
        Assert.AreEqual(state.Query(), again.Query());
    }
}
