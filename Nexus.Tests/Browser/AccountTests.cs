using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Nexus.Kernel.Identity;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class AccountTests
{
    [TestMethod]
    public async Task A_second_factor_is_set_up_with_a_QR_code_and_turned_off_again()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t, dark: true);
        var page = person.Page;
        await page.GotoAsync("/account");
        await page.GetByRole(AriaRole.Button, new() { Name = "Set up…" }).ClickAsync();
        var dialog = page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Password").FillAsync("not-the-password");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(dialog).ToContainTextAsync("The password is not right.");
        await dialog.GetByLabel("Password").FillAsync(t.Activated.Password);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();

        await Assertions.Expect(page.GetByRole(AriaRole.Img, new() { Name = "QR code for the authenticator app" })).ToBeVisibleAsync();
        await person.Picture("totp");
        await page.GetByText("Can’t scan?").ClickAsync();
        var secret = TotpTests.Decode((await page.Locator(".totp-secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        await page.GetByLabel("Code that the app shows now").FillAsync(Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow())));
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn on" }).ClickAsync();
        await Assertions.Expect(page.Locator(".recovery-codes li")).ToHaveCountAsync(SecondFactor.RecoveryCodes);
        var recovery = await page.Locator(".recovery-codes li").First.InnerTextAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "I have kept them" }).ClickAsync();
        await Assertions.Expect(page.GetByText("10 recovery codes are left.")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "Turn off…" }).ClickAsync();
        await page.GetByRole(AriaRole.Dialog).GetByLabel("Password").FillAsync(t.Activated.Password);
        await page.GetByLabel("Code of the app, or a recovery code").FillAsync(recovery.Trim());
        await page.GetByRole(AriaRole.Button, new() { Name = "Turn off", Exact = true }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Button, new() { Name = "Set up…" })).ToBeVisibleAsync();
    }

    [TestMethod]
    public async Task Other_sessions_are_listed_and_ended()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var other = await Person.SignedIn(t);
        await using var person = await Person.SignedIn(t, phone: true);
        await person.Page.GotoAsync("/account");
        await Assertions.Expect(person.Page.GetByText("this one")).ToHaveCountAsync(1);
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "End all others" }).ClickAsync();
        await Assertions.Expect(person.Page.GetByRole(AriaRole.Button, new() { Name = "End all others" })).ToHaveCountAsync(0);
        await other.Page.GotoAsync("/account");
        await other.Page.WaitForURLAsync(new Regex("/sign-in"));
    }

    [TestMethod]
    public async Task The_language_is_chosen_and_stays()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        await using var person = await Person.SignedIn(t);
        await person.Page.GotoAsync("/account");
        await person.Page.GetByLabel("Language, numbers and dates").SelectOptionAsync("de-DE");
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
        await person.Page.GotoAsync("/");
        await Assertions.Expect(person.Page.Locator("html")).ToHaveAttributeAsync("lang", "de");
    }

    [TestMethod]
    public async Task The_invited_choose_their_password_by_a_link_that_counts_once()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var email = $"colleague-{Guid.NewGuid():N}@example.com";
        var invited = await t.Create("/api/v1/core/users/invite", new { email, roles = new[] { "viewer" } });
        var link = (string)invited["link"]!;
        await using var person = await Person.Come(t.Api, phone: true);
        await person.Page.GotoAsync(link);
        await Assertions.Expect(person.Page.GetByLabel("Code of the link")).Not.ToBeVisibleAsync();
        Assert.DoesNotContain("np_", person.Page.Url);
        await person.Page.Locator("#password").FillAsync("a-pass-word-of-mine");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("#side")).ToContainTextAsync(email);

        await using var late = await Person.Come(t.Api);
        await late.Page.GotoAsync(link);
        await late.Page.Locator("#password").FillAsync("another-pass-word");
        await late.Page.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
        await Assertions.Expect(late.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("This link doesn't count");
    }
}
