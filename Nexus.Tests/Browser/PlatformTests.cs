using Microsoft.Playwright;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class PlatformTests
{
    [TestMethod]
    public async Task A_business_is_activated_in_the_wizard_and_opened_by_its_administrator()
    {
        await using var person = await Administrator();
        var page = person.Page;
        await page.GotoAsync("/platform/activate");
        var name = $"Harbour Bakery {Guid.NewGuid():N}"[..24];
        await page.GetByLabel("Name", new() { Exact = true }).First.FillAsync(name);
        await page.GetByRole(AriaRole.Radio, new() { Name = "Retail" }).CheckAsync(new() { Force = true });
        await page.GetByLabel("Country").SelectOptionAsync("CH");
        await Assertions.Expect(page.GetByLabel("Currency")).ToHaveValueAsync("CHF");

        // What is missing is told beside its field, and nothing is lost.
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();
        await Assertions.Expect(page.Locator(".field", new() { HasText = "E-mail of the administrator" })).ToContainTextAsync("must be given");
        await page.GetByLabel("E-mail of the administrator").FillAsync($"owner-{Guid.NewGuid():N}@example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Activate" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = $"{name} is running" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy Password" })).ToBeVisibleAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Copy API key" })).ToBeVisibleAsync();
        await person.Picture("activated");
        await page.GetByRole(AriaRole.Button, new() { Name = "Open the business" }).ClickAsync();
        await Assertions.Expect(page.Locator(".brand")).ToContainTextAsync(name);
    }

    [TestMethod]
    public async Task A_business_is_suspended_and_resumed_and_its_chain_is_verified()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Administrator();
        var page = person.Page;
        await page.GotoAsync($"/platform/tenants/{t.Tenant.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The chain is whole");
        await page.GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Suspend" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Resume" })).ToBeVisibleAsync();
        Assert.AreEqual(403, (int)(await t.Http.GetAsync("/api/v1/crm/deals")).StatusCode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Suspend" })).ToBeVisibleAsync();
        Assert.AreEqual(200, (int)(await t.Http.GetAsync("/api/v1/crm/deals")).StatusCode);
    }

    [TestMethod]
    public async Task A_business_is_erased_once_its_name_is_typed()
    {
        var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Administrator();
        var page = person.Page;
        await page.GotoAsync($"/platform/tenants/{t.Tenant.Id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Erase this business…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Assertions.Expect(dialog.GetByRole(AriaRole.Button, new() { Name = "Erase for good" })).ToBeDisabledAsync();
        await dialog.GetByRole(AriaRole.Textbox).FillAsync(t.Tenant.Name);
        var proof = await page.RunAndWaitForDownloadAsync(() => dialog.GetByRole(AriaRole.Button, new() { Name = "Erase for good" }).ClickAsync());
        Assert.Contains("erasure-", proof.SuggestedFilename);
        await page.WaitForURLAsync("**/platform/tenants");
        Assert.AreEqual(401, (int)(await t.Http.GetAsync("/api/v1/crm/deals")).StatusCode);
    }

    [TestMethod]
    public async Task A_business_own_administrator_is_told_that_the_platform_is_not_theirs()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        foreach (var path in (string[])["/platform/tenants", "/platform/activate"])
        {
            var response = await person.Page.GotoAsync(path);
            Assert.AreEqual(403, response!.Status);
        }
    }

    private static async Task<Person> Administrator()
    {
        var person = await Person.Come(await ConsoleSite.Shared());
        await person.SignIn(ConsoleSite.PlatformEmail, ConsoleSite.PlatformPassword);
        return person;
    }
}
