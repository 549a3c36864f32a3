using Microsoft.Playwright;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class FrameTests
{
    [TestMethod]
    public async Task The_side_leads_to_what_the_person_may_see_and_the_theme_stays_chosen()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.Locator(".side summary").Filter(new() { HasText = "CRM" }).ClickAsync();
        await Assertions.Expect(page.Locator(".side").GetByRole(AriaRole.Link, new() { Name = "Deals", Exact = true })).ToBeVisibleAsync();
        await page.Locator("[popovertarget=account-menu]").ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Dark" }).ClickAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
        await page.ReloadAsync();
        await Assertions.Expect(page.Locator("html")).ToHaveAttributeAsync("data-theme", "dark");
    }

    [TestMethod]
    public async Task On_a_phone_the_side_is_a_drawer()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t, phone: true);
        await person.Page.GotoAsync("/crm/contacts");
        var deals = person.Page.Locator(".side").GetByRole(AriaRole.Link, new() { Name = "Deals", Exact = true });
        await Assertions.Expect(deals).Not.ToBeVisibleAsync();
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Menu" }).ClickAsync();
        await Assertions.Expect(deals).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task The_session_reaches_the_API_from_its_own_pages_only()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var api = person.Page.APIRequest;
        var read = await api.GetAsync("/api/v1/crm/deals");
        Assert.AreEqual(200, read.Status);
        var foreignRead = await api.GetAsync("/api/v1/crm/deals", new() { Headers = new Dictionary<string, string> { ["Sec-Fetch-Site"] = "same-site" } });
        Assert.AreEqual(401, foreignRead.Status);
        foreach (var headers in new Dictionary<string, string>[]
        {
            [],
            new() { ["X-Nexus-Console"] = "1", ["Origin"] = "http://evil.example" },
            new() { ["X-Nexus-Console"] = "1", ["Sec-Fetch-Site"] = "cross-site" },
        })
        {
            var forged = await api.PostAsync("/api/v1/crm/tags", new() { Headers = headers, DataObject = new { name = "forged" } });
            Assert.AreEqual(401, forged.Status);
        }

        var own = await api.PostAsync("/api/v1/crm/tags", new() { Headers = new Dictionary<string, string> { ["X-Nexus-Console"] = "1" }, DataObject = new { name = "own" } });
        Assert.AreEqual(201, own.Status);
    }
}
