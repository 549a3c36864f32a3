using System.Net;
using System.Text.RegularExpressions;
using Nexus.Tests.Installation;
using Nexus.Web;

namespace Nexus.Tests.Web;

[TestClass]
public sealed partial class SignInTests
{
    [TestMethod]
    public async Task Who_is_not_signed_in_is_led_to_the_form_and_back()
    {
        await using var api = await TestApi.Start(configure: builder => builder.AddNexusWeb(), map: app => app.MapNexusWeb());
        await using var t = await TestTenant.Create(api);
        using var browser = Browser(api);
        var refused = await browser.GetAsync("/");
        Assert.AreEqual(HttpStatusCode.Redirect, refused.StatusCode);
        Assert.StartsWith("/sign-in", refused.Headers.Location!.PathAndQuery);

        var form = await browser.GetStringAsync("/sign-in");
        var signedIn = await SignIn(browser, form, t.Activated.Username, t.Activated.Password, "/");
        Assert.AreEqual(HttpStatusCode.Redirect, signedIn.StatusCode, await signedIn.Content.ReadAsStringAsync());

        var home = await browser.GetAsync("/");
        var page = await home.Content.ReadAsStringAsync();
        Assert.Contains("CRM", page);
        Assert.Contains("script-src 'self'", home.Headers.GetValues("Content-Security-Policy").Single());
    }

    [TestMethod]
    public async Task A_wrong_password_and_an_unknown_user_are_told_alike_and_no_other_site_is_led_to()
    {
        await using var api = await TestApi.Start(configure: builder => builder.AddNexusWeb(), map: app => app.MapNexusWeb());
        await using var t = await TestTenant.Create(api);
        using var browser = Browser(api);
        var form = await browser.GetStringAsync("/sign-in");
        foreach (var user in new[] { t.Activated.Username, "nobody@example.com" })
        {
            var refused = await SignIn(browser, form, user, "wrong", "/");
            Assert.AreEqual(422, (int)refused.StatusCode);
            Assert.Contains("E-mail and password don&#x2019;t go together.", await refused.Content.ReadAsStringAsync());
        }

        var away = await SignIn(browser, form, t.Activated.Username, t.Activated.Password, "//evil.example");
        Assert.AreEqual("/", away.Headers.Location!.ToString());
        var forged = await browser.PostAsync("/session", new FormUrlEncodedContent(new Dictionary<string, string> { ["username"] = t.Activated.Username, ["password"] = t.Activated.Password }));
        Assert.AreEqual(422, (int)forged.StatusCode);
    }

    private static HttpClient Browser(TestApi api) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = api.Address };

    private static Task<HttpResponseMessage> SignIn(HttpClient browser, string form, string username, string password, string next) =>
        browser.PostAsync("/session", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken().Match(form).Groups[1].Value,
            ["username"] = username,
            ["password"] = password,
            ["next"] = next,
        }));

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
