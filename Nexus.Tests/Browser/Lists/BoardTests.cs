using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser.Lists;

[TestClass]
public sealed class BoardTests
{
    [TestMethod]
    public async Task A_card_is_moved_by_its_menu_asked_for_what_is_missing_and_put_back_when_it_is_refused()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var deal = await t.Create("/api/v1/crm/deals", new { name = "Harbour crane", value = new { amount = 1200, currency = "EUR" } });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/deals");
        await page.GetByRole(AriaRole.Link, new() { Name = "Board" }).ClickAsync();
        await Expect(page.Locator(".board-card")).ToBeVisibleAsync();
        var columns = await page.Locator("[data-column]").EvaluateAllAsync<string[]>("all => all.map(c => c.dataset.name)");
        var card = page.Locator(".board-card", new() { HasText = "Harbour crane" });

        await Send(page, columns[1]);
        await Expect(Column(page, columns[1])).ToContainTextAsync("Harbour crane");
        await Expect(page.GetByText($"is now in {columns[1]}")).ToBeVisibleAsync();
        await Expect(page.Locator($"section[aria-label='{columns[1]}'] header")).ToContainTextAsync("€1,200.00");
        await person.Picture("lists-board");
        await person.Axe();

        // Into the lost column only with a reason: the form asks for it, and without one the card goes back.
        var lost = (string)(await t.Read($"/api/v1/crm/stages?kind=eq.lost&pipeline_id=eq.{deal["pipeline_id"]}&select=name"))[0]!["name"]!;
        await Send(page, lost);
        await Expect(page.GetByRole(AriaRole.Dialog)).ToBeVisibleAsync();
        page.Dialog += (_, dialog) => _ = dialog.AcceptAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.GetByRole(AriaRole.Dialog)).ToHaveCountAsync(0);
        await Expect(Column(page, columns[1])).ToContainTextAsync("Harbour crane");
        await Send(page, lost);
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Reason", new() { Exact = true }).FillAsync("Too dear");
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Expect(Column(page, lost)).ToContainTextAsync("Harbour crane");

        await Expect(page.Locator($"section[aria-label='{lost}'] [data-board-count]")).ToHaveTextAsync("1", new() { Timeout = 15_000 });

        // A lost deal can't be moved: it says so and stays.
        await Send(page, columns[0]);
        await Expect(page.GetByText("can't be moved. Reopen it first").Or(page.GetByText("can’t be moved"))).ToBeVisibleAsync();
        await Expect(Column(page, lost)).ToContainTextAsync("Harbour crane");
        Assert.AreEqual("lost", (string?)(await t.Read($"/api/v1/crm/deals/{deal["id"]}"))["status"]);
    }

    [TestMethod]
    public async Task A_card_is_dragged_on_a_board_of_a_module_that_is_in_no_page()
    {
        await using var t = await WorkshopSite.Tenant();
        var job = await t.Create("/api/v1/shop/jobs", new { name = "Axle", size = "small" });
        await using var person = await Person.SignedIn(t, dark: true);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs?layout=board&by=size");
        await page.Locator(".board-card").DragToAsync(Column(page, "Medium"));
        await Expect(Column(page, "Medium")).ToContainTextAsync("Axle");
        await Expect(page.GetByText("is now in Medium")).ToBeVisibleAsync();
        Assert.AreEqual("medium", (string?)(await t.Read($"/api/v1/shop/jobs/{job["id"]}"))["size"]);
        await person.Picture("lists-board-dark");

        // By the keyboard alone.
        await page.Locator(".board-card").FocusAsync();
        await page.Keyboard.PressAsync("m");
        await page.GetByRole(AriaRole.Button, new() { Name = "Very large" }).PressAsync("Enter");
        await Expect(Column(page, "Very large")).ToContainTextAsync("Axle");
    }

    private static ILocator Column(IPage page, string name) => page.Locator($"[data-column][data-name=\"{name}\"]");

    private static async Task Send(IPage page, string column)
    {
        // What was moved before is shown as the server has it now.
        await Expect(page.Locator(".board-card.moving")).ToHaveCountAsync(0);
        await page.Locator(".board-card [data-move]").First.ClickAsync();
        await page.Locator("[data-board-move]").GetByRole(AriaRole.Button, new() { Name = column, Exact = true }).ClickAsync();
    }
}
