using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class AdministrationTests
{
    [TestMethod]
    public async Task A_colleague_with_fewer_rights_is_invited_and_sees_what_is_theirs_and_why_the_rest_is_not()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var admin = await Person.SignedIn(t);
        var email = $"colleague-{Guid.NewGuid():N}@example.com";
        var page = admin.Page;
        await page.GotoAsync("/admin/users");
        await page.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog, new() { Name = "Invite a colleague" });
        await dialog.GetByLabel("E-mail").FillAsync("no e-mail");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        await Assertions.Expect(dialog.Locator(".field", new() { HasText = "E-mail" }).First).ToContainTextAsync("is not an e-mail address");
        await dialog.GetByLabel("E-mail").FillAsync(email);
        await dialog.GetByLabel("Name").FillAsync("Cora Kim");
        await dialog.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("^Viewer") }).CheckAsync();
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Invite" }).ClickAsync();
        var shown = page.GetByRole(AriaRole.Dialog, new() { Name = "Invited" });
        var password = await shown.Locator(".secret", new() { HasText = "First password" }).Locator("code").InnerTextAsync();
        await shown.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Link, new() { Name = "Cora Kim" })).ToBeVisibleAsync();

        await using var colleague = await Person.Come(t.Api);
        await colleague.SignIn(email, password);
        var theirs = colleague.Page;
        await theirs.GotoAsync("/admin/users");
        await Assertions.Expect(theirs.GetByRole(AriaRole.Link, new() { Name = "Cora Kim" })).ToBeVisibleAsync();
        await Assertions.Expect(theirs.GetByRole(AriaRole.Button, new() { Name = "Invite" })).ToHaveCountAsync(0);
        var refused = await theirs.GotoAsync("/admin/import?resource=crm.contact");
        Assert.AreEqual(403, refused!.Status);
        await theirs.GetByRole(AriaRole.Link, new() { Name = "Why?" }).ClickAsync();
        await Assertions.Expect(theirs.GetByRole(AriaRole.Heading, new() { Name = "You may not: “Contact: Create”" })).ToBeVisibleAsync();
        await Assertions.Expect(theirs.GetByText("The role Viewer doesn’t grant it")).ToBeVisibleAsync();
        await colleague.Picture("why");

        // The administrator finds the same, with what to do about it.
        await page.GetByRole(AriaRole.Link, new() { Name = "Cora Kim" }).ClickAsync();
        await page.GetByLabel("What", new() { Exact = true }).FillAsync("crm.contact.create");
        await page.GetByRole(AriaRole.Button, new() { Name = "Explain" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Cora Kim may not: “Contact: Create”" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Change roles" }).First.ClickAsync();
        await page.GetByRole(AriaRole.Checkbox, new() { NameRegex = new Regex("^Administrator") }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Save roles" }).ClickAsync();
        await Assertions.Expect(page.GetByText("is changed, from now on")).ToBeVisibleAsync();
        Assert.AreEqual(200, (await theirs.GotoAsync("/admin/import?resource=crm.contact"))!.Status);
    }

    [TestMethod]
    public async Task Contacts_are_imported_and_bad_lines_named_first()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/admin/import");
        await page.Locator("main").GetByRole(AriaRole.Link, new() { NameRegex = new Regex("^Contacts") }).ClickAsync();
        await page.Locator("#import-file").SetInputFilesAsync(new FilePayload
        {
            Name = "people.csv",
            MimeType = "text/csv",
            Buffer = "Name;E-mail;Favourite colour\nAda Lovelace;ada@example.com;blue\nNobody;not an address;red\nGrace Hopper;grace@example.com;green\n"u8.ToArray(),
        });
        await Assertions.Expect(page.GetByLabel("Goes to, for the column Name")).ToHaveValueAsync("name");
        await Assertions.Expect(page.GetByLabel("Goes to, for the column E-mail")).ToHaveValueAsync("email");
        await Assertions.Expect(page.GetByLabel("Goes to, for the column Favourite colour")).ToHaveValueAsync("");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^3 E-mail") })).ToBeVisibleAsync();
        Assert.AreEqual(0, (await t.Read("/api/v1/crm/contacts?select=name")).AsArray().Count);
        await person.Picture("import-check");
        var list = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Download the list" }).ClickAsync());
        Assert.AreEqual("bad-lines.csv", list.SuggestedFilename);
        await page.GetByRole(AriaRole.Button, new() { Name = "Import the 2 good rows" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Imported" })).ToBeVisibleAsync();
        Assert.AreEqual(2, (await t.Read("/api/v1/crm/contacts?select=name")).AsArray().Count);
    }

    [TestMethod]
    public async Task An_API_key_is_shown_once_works_within_its_limits_and_is_revoked()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/admin/keys");
        await page.GetByRole(AriaRole.Button, new() { Name = "New key" }).ClickAsync();
        await page.GetByLabel("What it is for").FillAsync("Web shop");
        await page.GetByLabel("Limited to").FillAsync("crm.contact.read\ncrm.company.*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the key" }).ClickAsync();
        var key = await page.Locator(".secret code").InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        using var program = t.Api.Client(key);
        Assert.AreEqual(200, (int)(await program.GetAsync("/api/v1/crm/contacts")).StatusCode);
        Assert.AreEqual(403, (int)(await program.GetAsync("/api/v1/crm/deals")).StatusCode);
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke Web shop" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Revoke" }).ClickAsync();
        await Assertions.Expect(page.GetByText("Web shop")).ToHaveCountAsync(0);
        await Eventually.Equal(401, async () => (int)(await program.GetAsync("/api/v1/crm/contacts")).StatusCode);
    }

    [TestMethod]
    public async Task What_a_webhook_missed_is_sent_again()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var receiver = await HookReceiver.Start();
        await using var workers = await TestWorkers.Start(t.Api.ConnectionString, () => t.Api.Model, ("Nexus:Webhooks:AllowPrivateAddresses", "true"), ("Nexus:Webhooks:RetrySeconds", "0.1"));
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/admin/webhooks");
        await page.GetByRole(AriaRole.Button, new() { Name = "New webhook" }).First.ClickAsync();
        await page.GetByLabel("Address").FillAsync(receiver.Address);
        await page.GetByLabel("Events").FillAsync("crm.tag.*");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make the webhook" }).ClickAsync();
        await Assertions.Expect(page.Locator(".secret code")).ToContainTextAsync("whsec_");
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept it" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/admin/webhooks/[0-9a-f-]{36}"), new() { Timeout = 15_000 });

        receiver.Status = 500;
        await t.Create("/api/v1/crm/tags", new { name = "missed" });
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from nexus.deliveries where tenant_id = {tenant} and status = 'failed'"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("crm.tag.created") })).ToContainTextAsync("500");
        receiver.Status = 204;
        await page.GetByRole(AriaRole.Button, new() { Name = "Send crm.tag.created again" }).ClickAsync();
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from nexus.deliveries where tenant_id = {tenant} and status = 'delivered'"));
        await page.ReloadAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("crm.tag.created") })).ToContainTextAsync("204");
        await person.Picture("webhook");
    }

    [TestMethod]
    public async Task The_audit_is_filtered_an_entry_shows_before_and_after_and_the_chain_is_verified()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var contact = await t.Create("/api/v1/crm/contacts", new { name = "before-it" });
        Assert.AreEqual(200, (int)(await t.Send(HttpMethod.Patch, $"/api/v1/crm/contacts/{contact["id"]}", new { name = "after-it" })).StatusCode);
        await using var person = await Person.SignedIn(t, dark: true);
        var page = person.Page;
        await page.GotoAsync($"/admin/audit?row={contact["id"]}");
        await Assertions.Expect(page.Locator("tbody tr")).ToHaveCountAsync(2);
        await page.Locator("tbody tr").First.GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("before-it after-it") })).ToBeVisibleAsync();
        await page.GotoAsync("/admin/audit");
        await page.GetByRole(AriaRole.Button, new() { Name = "Verify the chain" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Status).First).ToContainTextAsync("The chain is whole");
    }

    [TestMethod]
    public async Task A_field_of_the_business_own_is_added_and_is_in_the_form()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t, phone: true);
        var page = person.Page;
        await page.GotoAsync("/admin/fields?resource=crm.contact");
        await page.GetByRole(AriaRole.Button, new() { Name = "New field" }).ClickAsync();
        await page.GetByLabel("What its values are").SelectOptionAsync("choice");
        await page.GetByLabel("Label").FillAsync("Shirt size");
        await Assertions.Expect(page.GetByLabel("Name in JSON and filters")).ToHaveValueAsync("shirt_size");
        await page.GetByLabel("Choices").FillAsync("small\nlarge");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add the field" }).ClickAsync();
        await Assertions.Expect(page.GetByText("x_shirt_size", new() { Exact = true })).ToBeVisibleAsync();
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", x_shirt_size = "large" });
    }

    [TestMethod]
    public async Task A_role_is_made_its_grants_are_changed_and_the_matrix_shows_them()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/admin/roles");
        await page.GetByRole(AriaRole.Button, new() { Name = "New role" }).ClickAsync();
        await page.GetByLabel("Short name").FillAsync("shop_assistant");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        await Assertions.Expect(page).ToHaveURLAsync(new Regex("/admin/roles/[0-9a-f-]{36}"), new() { Timeout = 15_000 });
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a grant" }).ClickAsync();
        await page.GetByLabel("Permission or pattern").FillAsync("crm.contact.*");
        await page.GetByLabel("For which rows").SelectOptionAsync("own");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Row, new() { NameRegex = new Regex("^Contacts own own own own") })).ToBeVisibleAsync();
        await person.Picture("role");
    }

    [TestMethod]
    public async Task Events_are_shown_while_they_happen()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        var page = person.Page;
        await page.GotoAsync("/admin/events?type=crm.contact.*");
        await Assertions.Expect(page.GetByText("live", new() { Exact = true })).ToBeVisibleAsync();
        await t.Create("/api/v1/crm/contacts", new { name = "now" });
        await Assertions.Expect(page.GetByText("crm.contact.created")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();
        await t.Create("/api/v1/crm/contacts", new { name = "later" });
        await Assertions.Expect(page.GetByText("1 wait")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        await Assertions.Expect(page.GetByText("crm.contact.created")).ToHaveCountAsync(2);
    }
}
