using Microsoft.Playwright;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser.Lists;

[TestClass]
public sealed class ListTests
{
    [TestMethod]
    public async Task A_list_is_searched_and_sorted_and_its_address_keeps_both()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        foreach (var (name, employees) in new[] { ("Alpha Works", 10), ("Beta Works", 30), ("Gamma Mills", 20) })
            await t.Create("/api/v1/crm/companies", new { name, employees });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/companies");
        await page.GetByRole(AriaRole.Searchbox).FillAsync("wor");
        await page.GetByRole(AriaRole.Searchbox).PressAsync("Enter");
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await page.GetByRole(AriaRole.Link, new() { Name = "Employees" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Beta Works");
        await page.GetByRole(AriaRole.Link, new() { Name = "Employees" }).ClickAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Alpha Works");
        await page.ReloadAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(page.Locator("th[aria-sort=ascending]")).ToContainTextAsync("Employees");
        await page.GoBackAsync();
        await Expect(page.Locator("tbody tr").First).ToContainTextAsync("Beta Works");
    }

    [TestMethod]
    public async Task An_empty_list_says_what_it_is_for_and_one_that_nothing_fits_how_to_get_out()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/companies");
        await Expect(page.GetByText("An organisation that business is done with")).ToBeVisibleAsync();
        await Expect(page.Locator(".empty").GetByRole(AriaRole.Link, new() { Name = "New company" })).ToBeVisibleAsync();
        await t.Create("/api/v1/crm/companies", new { name = "Alpha" });
        await page.GotoAsync("/crm/companies?q=zzz&employees=gt.5");
        await page.GetByRole(AriaRole.Link, new() { Name = "Clear search and filters" }).ClickAsync();
        await Expect(page.Locator("tbody tr")).ToHaveCountAsync(1);
    }
}
