using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser.Lists;

[TestClass]
public sealed class RowsTests
{
    [TestMethod]
    public async Task Further_rows_come_as_one_scrolls_and_the_export_has_them_all()
    {
        await using var t = await WorkshopSite.Tenant();
        await t.Scalar<long>("with made as (insert into {schema}.shop_job (id, version, created_at, updated_at, name, size, pieces, price, price_currency, urgent, tags) select gen_random_uuid(), 1, now(), now(), 'job ' || lpad(n::text, 3, '0'), (array['small','medium'])[1 + n % 2], 2, 10, case when n % 2 = 0 then 'EUR' else 'USD' end, false, '{}' from generate_series(1, 173) n returning 1) select count(*) from made");
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs?order=name&columns=name,size,pieces,price");
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("173");
        await Expect(page.Locator("tfoot")).ToContainTextAsync("346");
        await Expect(page.Locator("tfoot")).ToContainTextAsync("€860.00");
        await Expect(page.Locator("tfoot")).ToContainTextAsync("$870.00");
        for (var i = 0; i < 8; i++)
        {
            await page.Locator("[data-scroll]").EvaluateAsync("box => box.scrollTop = box.scrollHeight");
            await page.WaitForTimeoutAsync(150);
        }

        await Expect(page.Locator("tbody tr", new() { HasText = "job 173" })).ToBeVisibleAsync();
        await Expect(page.Locator("[data-next]")).ToHaveCountAsync(0);
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Export" }).ClickAsync());
        var lines = (await File.ReadAllTextAsync(await download.PathAsync())).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.HasCount(174, lines);
        Assert.AreEqual("Name,Size,Pieces,Price,Price (Currency)", lines[0]);
        Assert.AreEqual("job 001,Medium,2,10,USD", lines[1]);

        await page.GotoAsync("/shop/jobs?group=size&columns=name,pieces,price&order=name");
        await Expect(page.Locator(".group-head").First).ToContainTextAsync("Small 86");
        await Expect(page.Locator(".group-head").First).ToContainTextAsync("€860.00");
        await page.GetByRole(AriaRole.Link, new() { Name = "Show all 86" }).ClickAsync();
        await Expect(page.Locator("[data-count]")).ToHaveTextAsync("86");
    }

    [TestMethod]
    public async Task A_cell_is_edited_where_it_stands_and_says_what_is_wrong()
    {
        await using var t = await WorkshopSite.Tenant();
        var job = await t.Create("/api/v1/shop/jobs", new { name = "Axle", pieces = 1 });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs?columns=name,pieces");
        var cell = page.Locator("td[data-field=pieces]");
        await cell.DblClickAsync();
        await page.Locator("#cell-input").FillAsync("several");
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell.Locator(".fault")).ToBeVisibleAsync();
        await page.Locator("#cell-input").FillAsync("12");
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell).ToHaveTextAsync("12");
        await Expect(cell).ToBeFocusedAsync();

        // Somebody else was quicker: nothing is lost, and it is said.
        await page.Keyboard.PressAsync("F2");
        await Expect(page.Locator("#cell-input")).ToBeFocusedAsync();
        await t.Send(HttpMethod.Patch, $"/api/v1/shop/jobs/{job["id"]}", new { note = "mine" });
        await page.Locator("#cell-input").FillAsync("13");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Somebody else changed this row meanwhile")).ToBeVisibleAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(cell).ToHaveTextAsync("13");
        await page.Keyboard.PressAsync("F2");
        await page.Locator("#cell-input").FillAsync("99");
        await page.Keyboard.PressAsync("Escape");
        await Expect(cell).ToHaveTextAsync("13");
        var now = await t.Read($"/api/v1/shop/jobs/{job["id"]}");
        Assert.AreEqual("13 mine", $"{now["pieces"]} {now["note"]}");
    }

    [TestMethod]
    public async Task Many_rows_are_done_at_once_and_who_was_refused_is_told()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        foreach (var name in new[] { "One", "Two", "Three" })
        {
            var deal = await t.Create("/api/v1/crm/deals", new { name });
            if (name == "Two")
                await t.Post($"/api/v1/crm/deals/{deal["id"]}/win", new { });
        }

        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/deals?order=name");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Locator("[data-scroll]").FocusAsync();
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Shift+X");
        await Expect(page.GetByText("3 selected")).ToBeVisibleAsync();
        await Run(page, "Win");
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Win" }).ClickAsync();
        await Expect(dialog.GetByText("2 rows were done.")).ToBeVisibleAsync();
        await Expect(dialog.GetByText("The deal has been won already.")).ToBeVisibleAsync();
        await person.Picture("lists-bulk");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close" }).Last.ClickAsync();
        await Expect(page.Locator("tbody .badge.good")).ToHaveCountAsync(3);
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
        Assert.AreEqual(3, (await t.Read("/api/v1/crm/deals?status=eq.won")).AsArray().Count);
    }

    [TestMethod]
    public async Task What_others_do_shows_in_the_rows()
    {
        await using var t = await WorkshopSite.Tenant();
        var job = await t.Create("/api/v1/shop/jobs", new { name = "Axle", pieces = 1, size = "small" });
        await using var person = await Person.SignedIn(t, phone: true);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs?columns=name,pieces");
        await Expect(page.Locator("html[data-connection=online]")).ToBeAttachedAsync();
        await t.Send(HttpMethod.Patch, $"/api/v1/shop/jobs/{job["id"]}", new { pieces = 77 });
        var cell = page.Locator("td[data-field=pieces]");
        await Expect(cell).ToHaveTextAsync("77");
        await Expect(cell).ToHaveClassAsync(new System.Text.RegularExpressions.Regex("changed"));
        await t.Create("/api/v1/shop/jobs", new { name = "Bolt" });
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Bolt");
        await person.Picture("lists-phone");
        // A row that fits no more goes.
        await page.GotoAsync("/shop/jobs?and=(size.in.(small),pieces.gt.0)&order=name");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("html[data-connection=online]")).ToBeAttachedAsync();
        await t.Send(HttpMethod.Patch, $"/api/v1/shop/jobs/{job["id"]}", new { size = "medium" });
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(0);
        await t.Create("/api/v1/shop/jobs", new { name = "Cog", size = "small", pieces = 5 });
        await page.GetByRole(AriaRole.Button, new() { Name = "1 new" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("Cog");
    }

    private static async Task Run(IPage page, string operation)
    {
        var button = page.Locator("[data-bulk] > [data-bulk-operation]", new() { HasText = operation });
        if (await button.CountAsync() == 0)
        {
            await page.Locator("[popovertarget=bulk-menu]").ClickAsync();
            button = page.Locator("#bulk-menu [data-bulk-operation]").GetByText(operation, new() { Exact = true });
        }

        await button.First.ClickAsync();
    }
}
