using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class OperationFormTests
{
    [TestMethod]
    public async Task An_operation_has_a_form_that_shows_what_would_happen_and_what_is_wrong()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var deal = await t.Create("/api/v1/crm/deals", new { name = "Roof", value = new { amount = 1200.5, currency = "EUR" } });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync($"/operations/crm.deal.lose?id={deal["id"]}");
        await person.Axe();
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why");
        await page.GetByLabel("Reason", new() { Exact = true }).FillAsync("Too dear");
        await page.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Preview" })).ToContainTextAsync(new Regex("Status\\s*Open\\s*Lost"));
        await person.Axe();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex($"/crm/deals/{deal["id"]}"));
    }

    [TestMethod]
    public async Task Pages_of_operations_are_valid_HTML()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        await person.Valid("/operations/crm.contact.create");
    }
}
