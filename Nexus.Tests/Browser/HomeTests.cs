using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Kernel;
using Nexus.Tests.Docs;
using Nexus.Tests.Installation;
using Nexus.Web;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class HomeTests
{
    /// <summary>A console of a business with one module, which exists in the tests only.</summary>
    private static readonly Lazy<Task<TestApi>> Library = new(() => TestApi.Start(
        configure: builder =>
        {
            builder.AddNexusKernel(LibraryTests.Model);
            builder.AddNexusWeb();
        },
        map: app => app.MapNexusWeb()));

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public async Task The_home_tells_how_the_business_stands_and_figures_lead_to_their_rows(bool dark, bool phone)
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var won = await t.Scalar<Guid>("select s.id from {schema}.crm_stage s join {schema}.crm_pipeline p on p.id = s.pipeline_id where s.kind = 'won' and p.position = 0");
        await t.Create("/api/v1/crm/deals", new { name = "Sold", stage_id = won, value = new { amount = 1250, currency = "EUR" } });
        await t.Create("/api/v1/crm/deals", new { name = "Forgotten", value = new { amount = 400, currency = "EUR" }, expected_close_on = "2020-01-31" });
        await using var person = await Person.SignedIn(t, dark, phone);
        var page = person.Page;
        var figure = page.GetByRole(AriaRole.Region, new() { Name = "Won", Exact = true });
        await Assertions.Expect(figure.GetByText("€1,250")).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Overdue deals" }).GetByRole(AriaRole.Link, new() { Name = "Forgotten" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Latest activity" }).GetByRole(AriaRole.Link, new() { Name = "Sold" }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "First steps" })).ToBeVisibleAsync();
        await person.Axe();
        await person.Valid("/");
        await person.Picture($"home{(dark ? "-dark" : "")}{(phone ? "-phone" : "")}");
        StringAssert.Contains(await figure.GetByRole(AriaRole.Link, new() { Name = "€1,250" }).GetAttributeAsync("href"), "/crm/deals?status=eq.won&won_at=gte.");
    }

    [TestMethod, Ignore("With four modules the menu of tiles is closed before its entry is chosen; to be fixed in the page")]
    public async Task A_person_arranges_the_home_by_keyboard_and_it_stays_for_them_alone()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GetByRole(AriaRole.Link, new() { Name = "Arrange" }).ClickAsync();
        var kept = page.WaitForResponseAsync(r => r.Url.EndsWith("/preferences/home", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Win rate forward" }).PressAsync("Enter");
        Assert.AreEqual(204, (await kept).Status);
        await Assertions.Expect(page.GetByRole(AriaRole.Status).Filter(new() { HasText = "Win rate is now at place" })).ToBeAttachedAsync();
        kept = page.WaitForResponseAsync(r => r.Url.EndsWith("/preferences/home", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove Forecast" }).PressAsync("Enter");
        await kept;
        await page.GetByRole(AriaRole.Button, new() { Name = "Add" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lost reasons Chart" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Lost reasons" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Ready" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/$"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Forecast" })).ToHaveCountAsync(0);
        var titles = await page.Locator(".tile h2").AllInnerTextsAsync();
        CollectionAssert.AreEqual(new[] { "Open pipeline", "Win rate", "Won" }, titles.Take(3).ToArray());
        Assert.AreEqual("Lost reasons", titles[^1]);

        // Somebody else's home is as it was.
        await t.Scalar<Guid>("update nexus.preferences set user_id = user_id where tenant_id = {tenant} and name = 'home' returning user_id");
        var other = await t.Scalar<long>("select count(*) from nexus.preferences where tenant_id <> {tenant} and name = 'home' and value::text like '%lost_reasons%'");
        Assert.AreEqual(0, other);
    }

    [TestMethod]
    public async Task A_module_that_only_a_test_has_is_on_the_home_and_in_the_palette()
    {
        await using var t = await TestTenant.Create(await Library.Value);
        var book = await t.Create("/api/v1/library/books", new { title = "Emma" });
        await t.Post($"/api/v1/library/books/{book["id"]}/lend", new { reader = "Ada", due_on = "2999-12-31" });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await Assertions.Expect(page.GetByRole(AriaRole.Region, new() { Name = "Loans by reader" }).GetByRole(AriaRole.Img, new() { Name = "Loans: Ada 1" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Loans by reader" }).ClickAsync();
        StringAssert.Contains(await page.Locator("tbody a.behind").GetAttributeAsync("href"), "/library/loans?reader=eq.Ada");
        await page.Keyboard.PressAsync("Control+k");
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search or go to" }).FillAsync("emma");
        await Assertions.Expect(page.GetByRole(AriaRole.Option, new() { Name = "Emma Book" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Combobox, new() { Name = "Search or go to" }).FillAsync("books");
        await page.GetByRole(AriaRole.Option, new() { Name = "Books Library" }).ClickAsync();
        await page.WaitForURLAsync(new Regex("/library/books$"));
    }
}
