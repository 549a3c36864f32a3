using System.Text.Json.Nodes;
using Microsoft.Playwright;
using Nexus.Kernel.Identity;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Browser;

[TestClass]
public sealed class SignInTests
{
    [TestMethod]
    public async Task Too_many_wrong_passwords_lock_and_the_page_says_for_how_long()
    {
        await using var person = await Person.Come(await ConsoleSite.Shared());
        var page = person.Page;
        await page.GotoAsync("/sign-in");
        var nobody = $"nobody-{Guid.NewGuid():N}@example.com";
        for (var i = 0; i < LoginFailures.FreeMax; i++)
        {
            await Try(page, nobody, "wrong-password-" + i);
            await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("E-mail and password don’t go together.");
        }

        await Try(page, nobody, "wrong-password");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Locked for now.");
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync(new System.Text.RegularExpressions.Regex("Try again in [0-9]+ seconds"));
        await person.Picture("sign-in-locked");
    }

    [TestMethod]
    public async Task What_is_typed_as_a_password_can_be_shown()
    {
        await using var person = await Person.Come(await ConsoleSite.Shared(), phone: true);
        await person.Page.GotoAsync("/sign-in");
        await person.Page.Locator("#password").FillAsync("secret-words");
        await person.Page.GetByRole(AriaRole.Button, new() { Name = "Show the password" }).ClickAsync();
        await Assertions.Expect(person.Page.Locator("#password")).ToHaveAttributeAsync("type", "text");
    }

    [TestMethod]
    public async Task The_second_factor_is_a_step_of_its_own_and_the_password_is_not_asked_for_again()
    {
        await using var t = await TestTenant.Create(await ConsoleSite.Shared());
        var secret = await Enrol(t);
        await using var person = await Person.Come(t.Api);
        var page = person.Page;
        await page.GotoAsync("/sign-in?next=%2Faccount");
        await Try(page, t.Activated.Username, t.Activated.Password);
        await page.WaitForURLAsync("**/sign-in/code?**");
        await Assertions.Expect(page.GetByLabel("Password")).ToHaveCountAsync(0);

        await page.GetByLabel("Code").FillAsync("000000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("The code is not right");
        await page.GetByLabel("Code").FillAsync(Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow()) + 1));
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await page.WaitForURLAsync("**/account");
    }

    [TestMethod]
    public async Task The_second_step_alone_opens_nothing()
    {
        await using var person = await Person.Come(await ConsoleSite.Shared());
        var page = person.Page;
        await page.GotoAsync("/sign-in/code");
        await page.GetByLabel("Code").FillAsync("123456");
        await page.GetByRole(AriaRole.Button, new() { Name = "Continue" }).ClickAsync();
        await Assertions.Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Sign in again.");
    }

    private static async Task Try(IPage page, string username, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(username);
        await page.Locator("#password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.WaitForLoadStateAsync();
    }

    private static async Task<byte[]> Enrol(TestTenant t)
    {
        var token = await Credentials.AccessToken(t);
        var enrolled = JsonNode.Parse(await (await Credentials.Post(t.Api, token, "totp/enroll", new { password = t.Activated.Password })).Content.ReadAsStringAsync())!;
        var secret = TotpTests.Decode((string)enrolled["secret"]!);
        var confirmed = await Credentials.Post(t.Api, token, "totp/confirm", new { code = Totp.Code(secret, Totp.StepAt(TimeProvider.System.GetUtcNow())) });
        Assert.AreEqual(200, (int)confirmed.StatusCode);
        return secret;
    }
}
