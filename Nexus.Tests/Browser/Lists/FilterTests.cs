using Microsoft.Playwright;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser.Lists;

[TestClass]
public sealed class FilterTests
{
    [TestMethod]
    public async Task Filters_are_built_joined_and_kept_as_a_view_that_is_ones_own()
    {
        await using var t = await WorkshopSite.Tenant();
        foreach (var (name, size, pieces) in new[] { ("Axle", "small", 1), ("Bolt", "medium", 20), ("Cog", "very_large", 300) })
            await t.Create("/api/v1/shop/jobs", new { name, size, pieces });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs");
        await Add(page, "size", null, async menu => await menu.GetByRole(AriaRole.Checkbox, new() { Name = "Small" }).CheckAsync());
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Add(page, "pieces", "gt", async menu => await menu.Locator("#filter-value").FillAsync("100"));
        await Expect(page.GetByText("Nothing fits")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "and", Exact = true }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);

        await page.GetByRole(AriaRole.Button, new() { Name = "Save as view" }).ClickAsync();
        await page.Locator("#view-name").FillAsync("Small or many");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Small or many" })).ToHaveAttributeAsync("aria-current", "true");

        // A condition is changed where it stands, and the view told to be so from now on.
        await page.GetByRole(AriaRole.Button, new() { Name = "Pieces > 100" }).ClickAsync();
        await page.Locator("#filter-value").FillAsync("10");
        await page.Locator("#filter-value").PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(3);
        await page.Locator(".list-views > [data-do=save]").ClickAsync();
        await Expect(page.Locator(".list-views > [data-do=save]")).ToHaveCountAsync(0);

        await page.Locator("[popovertarget=view-menu]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the list with it" }).ClickAsync();
        await Expect(page.GetByText("opens with the list")).ToBeAttachedAsync();
        await page.GotoAsync("/shop/jobs");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Pieces > 10" })).ToBeVisibleAsync();
        await person.Picture("lists-filters");
        await person.Axe();

        // Private: a colleague with all rights doesn't have it.
        await using var colleague = await Colleague(t);
        await colleague.Page.GotoAsync("/shop/jobs");
        await Expect(colleague.Page.Locator("tbody tr")).ToHaveCountAsync(3);
        await Expect(colleague.Page.GetByText("Small or many")).ToHaveCountAsync(0);
        await page.Locator("[popovertarget=view-menu]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Share with everyone" }).ClickAsync();
        await Expect(page.Locator(".list-views .tabs [href*='#lock']")).ToHaveCountAsync(0);
        await colleague.Page.ReloadAsync();
        await Expect(colleague.Page.GetByRole(AriaRole.Link, new() { Name = "Small or many" })).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task Columns_are_chosen_and_moved_by_the_keyboard()
    {
        await using var t = await WorkshopSite.Tenant();
        await t.Create("/api/v1/shop/jobs", new { name = "Axle", note = "by hand" });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs");
        await page.GetByRole(AriaRole.Button, new() { Name = "Columns" }).ClickAsync();
        var note = page.GetByRole(AriaRole.Checkbox, new() { Name = "Note" });
        await note.CheckAsync();
        for (var i = 0; i < 20; i++)
            await note.PressAsync("Alt+ArrowUp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Move Note down" }).ClickAsync();
        await page.Locator("nx-columns button[type=submit]").ClickAsync();
        await Expect(page.Locator("thead th").Nth(2)).ToContainTextAsync("Note");
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("by hand");
    }

    private static async Task Add(IPage page, string field, string? comparison, Func<ILocator, Task> enter)
    {
        await page.Locator(".list-bar [data-filter='']").ClickAsync();
        await page.Locator("#filter-field").SelectOptionAsync(field);
        await Expect(page.Locator("#filter-operator")).ToBeVisibleAsync();
        if (comparison is not null)
        {
            var answered = page.WaitForResponseAsync(r => r.Url.Contains("/filter?", StringComparison.Ordinal) && r.Url.Contains("op=" + comparison, StringComparison.Ordinal));
            await page.Locator("#filter-operator").SelectOptionAsync(comparison);
            await answered;
        }

        await Expect(page.Locator("#filter-operator")).ToHaveValueAsync(comparison ?? await page.Locator("#filter-operator").InputValueAsync());
        await enter(page.Locator("nx-filter"));
        await page.Locator("nx-filter button[type=submit]").ClickAsync();
        await Expect(page.Locator("nx-filter")).Not.ToBeVisibleAsync();
    }

    private static async Task<Person> Colleague(TestTenant t)
    {
        var email = $"{Guid.NewGuid():N}@example.com";
        var invited = await t.Create("/api/v1/core/users/invite", new { email, roles = new[] { "administrator" } });
        var colleague = await Person.Come(t.Api);
        await colleague.SignIn(email, (string)invited["password"]!);
        return colleague;
    }
}
