using System.Net;
using System.Text.Json.Nodes;
using Nexus.Kernel;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Tests.Docs.Library;
using Nexus.Tests.Installation;
using Nexus.Tests.Tools;

namespace Nexus.Tests.Docs;

/// <summary>The module of the guide 'write a module', used as its reader would use it.</summary>
[TestClass]
public sealed class LibraryTests
{
    private static readonly Lazy<Task<TestApi>> Api = new(() => TestApi.Start(configure: builder => builder.AddNexusKernel(Model)));

    internal static NexusModel Model() => NexusModel.Of(modules => modules.Module<CoreModule>().Module<LibraryModule>());

    [TestMethod]
    public async Task A_book_is_lent_over_the_api_and_the_report_tells_of_it()
    {
        await using var t = await TestTenant.Create(await Api.Value);
        var book = await t.Create("/api/v1/library/books", new { title = "Emma", isbn = "9780141439587" });
        var lent = await t.Post($"/api/v1/library/books/{book["id"]}/lend", new { reader = "Ada", due_on = "2999-12-31" });
        Assert.AreEqual(HttpStatusCode.OK, lent.StatusCode, await lent.Content.ReadAsStringAsync());

        var again = await t.Post($"/api/v1/library/books/{book["id"]}/lend", new { reader = "Eve", due_on = "2999-12-31" });
        Assert.AreEqual(HttpStatusCode.Conflict, again.StatusCode);
        Assert.AreEqual("not_on_shelf", (string?)JsonNode.Parse(await again.Content.ReadAsStringAsync())!["code"]);
        Assert.AreEqual("library.book.created,library.book.lent", await t.Scalar<string>($"select string_agg(name, ',' order by position) from nexus.events where row_id = '{book["id"]}'"));
    }

    [TestMethod]
    public async Task An_ai_client_lends_a_book_and_reads_the_report()
    {
        await using var t = await TestTenant.Create(await Api.Value);
        await using var client = await ToolsTests.Connect(t);
        var book = await ToolsTests.Call(client, "library_book_create", new { title = "Emma" });
        var preview = await ToolsTests.Call(client, "library_book_lend", new { id = (string?)book["id"], reader = "Ada", due_on = "2999-12-31", dry_run = true });
        Assert.AreEqual("library.book.lent", (string?)preview["events"]!.AsArray().Last()!["type"], preview.ToString());
        await ToolsTests.Call(client, "library_book_lend", new { id = (string?)book["id"], reader = "Ada", due_on = "2999-12-31" });

        // Few enough to be listed: a report is found without searching.
        Assert.IsTrue((await client.ListToolsAsync()).Any(l => l.Name == "library_loans_by_reader"));
        var report = await ToolsTests.Call(client, "library_loans_by_reader", new { reader = "Ada" });
        Assert.AreEqual("""[{"reader":"Ada","loans":1,"next_due_on":"2999-12-31"}]""", report["rows"]!.ToJsonString());
        Assert.AreEqual(0, (int)(await ToolsTests.Call(client, "library_loans_by_reader", new { reader = "Eve" }))["count"]!);
    }

    [TestMethod]
    public async Task A_lost_book_is_put_on_the_list_of_purchases()
    {
        await using var t = await TestTenant.Create(await Api.Value);
        await using var workers = await TestWorkers.Start(t.Api.ConnectionString, Model);
        var book = await t.Create("/api/v1/library/books", new { title = "Emma" });
        Assert.AreEqual(HttpStatusCode.OK, (await t.Post($"/api/v1/library/books/{book["id"]}/report_loss", new { })).StatusCode);
        await Eventually.Equal("Emma", () => t.Scalar<string>("select coalesce(max(title), '') from {schema}.library_purchase"));
    }

    [TestMethod]
    [DataRow(Whereabouts.Shelf, "2026-03-02", null)]
    [DataRow(Whereabouts.Lent, "2026-03-02", "not_on_shelf")]
    [DataRow(Whereabouts.Lost, "2026-03-02", "not_on_shelf")]
    [DataRow(Whereabouts.Shelf, "2026-02-28", "due_in_the_past")]
    public void Lending_is_decided_without_a_database(Whereabouts whereabouts, string dueOn, string? refusal)
    {
        var call = new Call(Caller.System("test"), null!, new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
        var outcome = LendBook.Decide(new LendBook(Guid.Empty, "Ada", DateOnly.Parse(dueOn)), new Book { Whereabouts = whereabouts }, call);
        Assert.AreEqual(refusal, outcome.Refused?.Code);
    }
}
