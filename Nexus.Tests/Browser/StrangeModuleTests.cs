using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Kernel;
using Nexus.Tests.Derive.Rest;
using Nexus.Tests.Installation;
using Nexus.Web;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser;

/// <summary>A module that the console has never heard of gets all of its pages.</summary>
[TestClass]
public sealed class StrangeModuleTests
{
    private static readonly Lazy<Task<TestApi>> Site = new(() => TestApi.Start(configure: b => { b.AddNexusKernel(Workshop.Model); b.AddNexusWeb(); }, map: app => app.MapNexusWeb()));

    [TestMethod]
    public async Task It_has_forms_with_every_kind_of_input_and_pages_of_its_rows()
    {
        await using var t = await TestTenant.Create(await Site.Value);
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/shop/jobs/new");
        await page.Locator("#f-create-name").FillAsync("Table");
        await page.GetByRole(AriaRole.Radio, new() { Name = "Very large" }).CheckAsync();
        await page.Locator("#f-create-pieces").FillAsync("3");
        await page.Locator("#f-create-weight").FillAsync("12.125");
        await page.Locator("#f-create-price").FillAsync("99.9");
        await page.GetByLabel("Urgent").CheckAsync();
        await page.Locator("#f-create-due_on").FillAsync("2030-01-15");
        await page.Locator("#f-create-begun_at").FillAsync("2030-01-15T13:00");
        await page.Locator("#f-create-tags").FillAsync("oak");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#f-create-settings").FillAsync("{\"speed\": 5}");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/shop/jobs/[0-9a-f-]{36}$"));
        var job = (await t.Read("/api/v1/shop/jobs"))[0]!;
        Assert.AreEqual("very_large", (string?)job["size"]);
        Assert.AreEqual(12.125m, (decimal)job["weight"]!);
        Assert.AreEqual(99.9m, (decimal)job["price"]!["amount"]!);
        Assert.AreEqual("2030-01-15T12:00:00+00:00", (string?)job["begun_at"]);
        Assert.AreEqual("oak", (string?)job["tags"]![0]);
        Assert.AreEqual(5, (int)job["settings"]!["speed"]!);
        await page.GetByRole(AriaRole.Link, new() { Name = "Steps 0" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "New step" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).Locator("#f-create-name").FillAsync("Saw");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Steps" })).ToContainTextAsync("Saw");
        await person.Axe();
    }
}
