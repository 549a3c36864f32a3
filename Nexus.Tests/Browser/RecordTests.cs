using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Tests.Derive.Rest;
using Nexus.Tests.Installation;
using static Microsoft.Playwright.Assertions;

namespace Nexus.Tests.Browser;

/// <summary>What a person does with one row: makes it, reads it, changes it, works on it together with others.</summary>
[TestClass]
public sealed class RecordTests
{
    [TestMethod]
    public async Task A_deal_is_entered_by_keyboard_with_a_company_made_in_place()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/deals/new?name=Roof");
        await Expect(page.GetByLabel("Name", new() { Exact = false }).First).ToHaveValueAsync("Roof");
        await page.GetByLabel("Value", new() { Exact = true }).First.FocusAsync();
        var amount = page.Locator("#f-create-value");
        await amount.FillAsync("12,345.60");
        var company = page.GetByRole(AriaRole.Combobox, new() { Name = "Company" });
        await company.FocusAsync();
        await page.Keyboard.TypeAsync("Hanse");
        await page.GetByRole(AriaRole.Option, new() { Name = "Create “Hanse”" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await Expect(dialog.Locator("#f-create-name")).ToHaveValueAsync("Hanse");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(dialog).Not.ToBeVisibleAsync();
        await Expect(company).ToHaveValueAsync("Hanse");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/crm/deals/[0-9a-f-]{36}$"));
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Roof" })).ToBeVisibleAsync();
        await Expect(Fact(page, "value")).ToContainTextAsync("€12,345.60");
        await Expect(Fact(page, "company_id")).ToContainTextAsync("Hanse");
        await person.Picture("record");
    }

    [TestMethod]
    [DataRow("de-DE", "1.234,5")]
    [DataRow("de-DE", "1234,50")]
    [DataRow("en-GB", "1,234.5")]
    public async Task Amounts_are_written_as_the_language_does(string locale, string written)
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t, locale: locale);
        await person.Page.GotoAsync("/crm/deals/new?name=Roof");
        await person.Page.Locator("#f-create-value").FillAsync(written);
        await person.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(person.Page).ToHaveURLAsync(new Regex("/crm/deals/[0-9a-f-]{36}$"));
        Assert.AreEqual(1234.5m, (decimal)(await t.Read("/api/v1/crm/deals"))[0]!["value"]!["amount"]!);
    }

    [TestMethod]
    public async Task What_is_wrong_is_said_beside_the_field_and_nothing_is_lost()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/contacts/new");
        await page.Locator("#f-create-email").FillAsync("ada@");
        await page.Locator("#f-create-phone").FocusAsync();
        await Expect(page.Locator("#f-create-email-fault")).ToContainTextAsync("isn’t an e-mail address");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("2 things aren’t right yet");
        await Expect(page.Locator("#f-create-name")).ToBeFocusedAsync();
        await person.Axe();
        await page.Keyboard.TypeAsync("Ada");
        await page.Locator("#f-create-email").FillAsync("ada@example.com");
        await Expect(page.Locator("#f-create-email-fault")).ToBeHiddenAsync();

        // Left by accident: it is offered again.
        page.Dialog += (_, dialog) => dialog.AcceptAsync();
        await page.WaitForTimeoutAsync(400);
        await page.ReloadAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Take it up" }).ClickAsync();
        await Expect(page.Locator("#f-create-name")).ToHaveValueAsync("Ada");
        await Expect(page.Locator("#f-create-email")).ToHaveValueAsync("ada@example.com");

        // The connection drops, and the press is repeated: one contact.
        await page.RouteAsync("**/api/v1/crm/contacts", async route => { await route.FetchAsync(); await route.AbortAsync(); });
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("can’t be reached");
        await page.UnrouteAllAsync();
        await page.Locator("#f-create-name").FocusAsync();
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/crm/contacts/[0-9a-f-]{36}$"));
        Assert.AreEqual(1, (await t.Read("/api/v1/crm/contacts")).AsArray().Count);
    }

    [TestMethod]
    public async Task Two_people_on_one_row_see_each_other_and_lose_nothing()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var id = (string)(await t.Create("/api/v1/crm/deals", new { name = "Roof", source = "fair", next_step = "call" }))["id"]!;
        await using var ann = await Person.SignedIn(t);
        await using var bob = await Person.SignedIn(t);
        await ann.Page.GotoAsync($"/crm/deals/{id}");
        await bob.Page.GotoAsync($"/crm/deals/{id}");

        // One field where it stands; the other browser has it within a second.
        await Fact(ann.Page, "source").HoverAsync();
        await ann.Page.GetByRole(AriaRole.Button, new() { Name = "Change Source" }).ClickAsync();
        await ann.Page.Locator("#f-update-source").FillAsync("referral");
        await ann.Page.Keyboard.PressAsync("Enter");
        await Expect(Fact(ann.Page, "source")).ToContainTextAsync("referral");
        await Expect(Fact(bob.Page, "source")).ToContainTextAsync("referral", new() { Timeout = 3000 });

        // Both change the name; what only one changed is taken over.
        await bob.Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await bob.Page.Locator("#f-update-name").FillAsync("Roof by Bob");
        await ann.Page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await ann.Page.Locator("#f-update-name").FillAsync("Roof by Ann");
        await ann.Page.Locator("#f-update-next_step").FillAsync("visit");
        await ann.Page.Keyboard.PressAsync("Control+Enter");
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Roof by Ann" })).ToBeVisibleAsync();
        await Expect(bob.Page.Locator("#f-update-next_step")).ToHaveValueAsync("visit", new() { Timeout = 3000 });
        await Expect(bob.Page.Locator("#f-update-name")).ToHaveValueAsync("Roof by Bob");
        await bob.Page.Keyboard.PressAsync("Control+Enter");
        var dialog = bob.Page.GetByRole(AriaRole.Dialog);
        await Expect(dialog).ToContainTextAsync("Roof by Ann");
        await Expect(dialog.GetByRole(AriaRole.Group)).ToHaveCountAsync(1);
        await bob.Axe();
        await bob.Picture("conflict");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(bob.Page.GetByRole(AriaRole.Heading, new() { Name = "Roof by Bob" })).ToBeVisibleAsync();
        await Expect(ann.Page.GetByRole(AriaRole.Heading, new() { Name = "Roof by Bob" })).ToBeVisibleAsync(new() { Timeout = 3000 });
        Assert.AreEqual("visit", (string?)(await t.Read($"/api/v1/crm/deals/{id}"))["next_step"]);
    }

    [TestMethod]
    public async Task A_row_is_worked_on_with_its_buttons_and_archived_and_brought_back()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var id = (string)(await t.Create("/api/v1/crm/deals", new { name = "Roof" }))["id"]!;
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync($"/crm/deals/{id}");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lose", Exact = true }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lose", Exact = true }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Alert)).ToContainTextAsync("Say why");
        await dialog.GetByLabel("Reason", new() { Exact = true }).FillAsync("Too dear");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Preview" }).ClickAsync();
        await Expect(dialog.GetByRole(AriaRole.Region, new() { Name = "Preview" })).ToContainTextAsync("Too dear");
        await person.Axe();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lose", Exact = true }).ClickAsync();
        await Expect(page.Locator(".record-state .badge")).ToHaveTextAsync("Lost");
        await Expect(page.Locator(".timeline")).ToContainTextAsync("lost");

        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Archive", Exact = true }).ClickAsync();
        await Expect(page.Locator(".record-state")).ToContainTextAsync("Archived");
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Expect(page.Locator(".record-state")).Not.ToContainTextAsync("Archived");
    }

    [TestMethod]
    public async Task Notes_and_files_stand_in_the_timeline_of_their_row()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var id = (string)(await t.Create("/api/v1/crm/companies", new { name = "Hanse" }))["id"]!;
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync($"/crm/companies/{id}");
        await page.GetByLabel("Note", new() { Exact = true }).FillAsync("They want an offer <b>today</b>.");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.Locator(".note-text")).ToHaveTextAsync("They want an offer <b>today</b>.");
        await page.Locator("[data-attach]").SetInputFilesAsync(new FilePayload { Name = "offer.html", MimeType = "text/html", Buffer = "<script>alert(1)</script>"u8.ToArray() });
        var file = page.GetByRole(AriaRole.Link, new() { Name = "offer.html" });
        await Expect(file).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => file.ClickAsync());
        Assert.AreEqual("offer.html", download.SuggestedFilename);
        await person.Axe();
        await page.Locator(".happened").Filter(new() { HasText = "wrote a note" }).GetByRole(AriaRole.Button, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.Locator(".note-text")).ToHaveCountAsync(0);
    }

    [TestMethod]
    public async Task What_belongs_to_a_row_is_in_its_tabs_and_a_new_one_is_filled_in()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var id = (string)(await t.Create("/api/v1/crm/companies", new { name = "Hanse" }))["id"]!;
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", company_id = id });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync($"/crm/companies/{id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Contacts 1" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Contacts" })).ToContainTextAsync("Ada");
        await page.GetByRole(AriaRole.Button, new() { Name = "New contact" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Combobox, new() { Name = "Company" })).ToHaveValueAsync("Hanse");
        await page.GetByRole(AriaRole.Dialog).Locator("#f-create-name").FillAsync("Grace");
        await page.Keyboard.PressAsync("Control+Enter");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Contacts" })).ToContainTextAsync("Grace");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Contacts 2" })).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task A_probable_duplicate_is_named_before_it_is_made()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", email = "ada@example.com" });
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/crm/contacts/new?name=Ada+L.&email=ada%40example.com");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("probably there already");
        await Expect(page.GetByRole(AriaRole.Alert).GetByRole(AriaRole.Link)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/crm/contacts/[0-9a-f-]{36}$"));
    }

    [TestMethod]
    [DataRow(false, false)]
    [DataRow(true, false)]
    [DataRow(false, true)]
    public async Task Pages_of_rows_are_usable_by_everyone(bool dark, bool phone)
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var id = (string)(await t.Create("/api/v1/crm/deals", new { name = "Roof", value = new { amount = 5, currency = "EUR" }, tags = new[] { "a" } }))["id"]!;
        await using var person = await Person.SignedIn(t, dark, phone);
        foreach (var path in new[] { $"/crm/deals/{id}", $"/crm/deals/{id}?edit", "/crm/contacts/new", "/components" })
        {
            await person.Page.GotoAsync(path);
            await person.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
            await person.Axe();
            var wide = await person.Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > innerWidth + 1");
            Assert.IsFalse(wide, $"{path} is wider than the screen.");
            if (!dark && !phone)
                await person.Valid(path);
        }
    }

    private static ILocator Fact(IPage page, string field) => page.Locator($"[data-fact={field}] .fact-value");
}
