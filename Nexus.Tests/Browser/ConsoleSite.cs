using Microsoft.AspNetCore.Builder;
using Microsoft.Playwright;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;
using Nexus.Web;

namespace Nexus.Tests.Browser;

/// <summary>The console as a person has it: API and pages in one process, and browsers that look at it.</summary>
public static class ConsoleSite
{
    private static readonly Lazy<Task<TestApi>> Common = new(() => TestApi.Start(configure: Configure, map: app => app.MapNexusWeb(), adminEmail: () => $"admin-{Guid.NewGuid():N}@example.com"));

    /// <summary>The site that browser tests share; each has tenants of its own in it.</summary>
    public static Task<TestApi> Shared() => Common.Value;

    /// <summary>The platform administrator of the site.</summary>
    public const string PlatformEmail = "platform@example.com", PlatformPassword = "platform-pass-word";

    private static void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration[PlatformAdministrator.EmailSetting] = PlatformEmail;
        builder.Configuration[PlatformAdministrator.PasswordSetting] = PlatformPassword;
        builder.Configuration["Nexus:Webhooks:AllowPrivateAddresses"] = "true";
        builder.AddNexusWeb();
    }
}

/// <summary>One person at a browser. Whatever the page logs as an error, or throws, fails the test that ends.</summary>
public sealed class Person : IAsyncDisposable
{
    private readonly List<string> _errors = [];
    private readonly IBrowserContext _context;

    private Person(IBrowserContext context, IPage page, Uri site)
    {
        (_context, Page, Site) = (context, page, site);
        page.SetDefaultTimeout(15_000);
        page.Console += (_, message) =>
        {
            // A refused request is told as an error by the browser itself; what the page makes of it is the test's matter.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
                _errors.Add(message.Text);
        };
        page.PageError += (_, error) => _errors.Add(error);
    }

    public IPage Page { get; }

    public Uri Site { get; }

    /// <summary>A browser without a session.</summary>
    public static async Task<Person> Come(TestApi site, bool dark = false, bool phone = false, string locale = "en-GB")
    {
        var browser = await Chromium.Get();
        var context = await browser.NewContextAsync(new()
        {
            BaseURL = site.Address.ToString(),
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            Locale = locale,
            TimezoneId = "Europe/Berlin",
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1360, Height = 860 },
            IsMobile = phone,
            HasTouch = phone,
        });
        return new Person(context, await context.NewPageAsync(), site.Address);
    }

    /// <summary>A browser in which the tenant's administrator has signed in.</summary>
    public static async Task<Person> SignedIn(TestTenant tenant, bool dark = false, bool phone = false, string locale = "en-GB")
    {
        var person = await Come(tenant.Api, dark, phone, locale);
        await person.SignIn(await OwnName(tenant), tenant.Activated.Password);
        return person;
    }

    /// <summary>All tenants of the tests have administrators of one name, and a log-in tries the accounts of a name up to a limit: here each gets a name of its own.</summary>
    private static async Task<string> OwnName(TestTenant tenant)
    {
        var name = $"{tenant.Tenant.Id:N}@example.com";
        await using var command = tenant.Api.Database.CreateCommand("update nexus.users set email = $1 where tenant_id = $2 and email = $3");
        command.Parameters.AddWithValue(name);
        command.Parameters.AddWithValue(tenant.Tenant.Id);
        command.Parameters.AddWithValue(tenant.Activated.Username);
        await command.ExecuteNonQueryAsync();
        return name;
    }

    public async Task SignIn(string username, string password)
    {
        await Page.GotoAsync("/sign-in");
        await Page.Locator("#username").FillAsync(username);
        await Page.Locator("#password").FillAsync(password);
        await Page.Locator("form[action='/session'] button[type=submit]").ClickAsync();
        await Page.WaitForURLAsync(address => !new Uri(address).AbsolutePath.StartsWith("/s", StringComparison.Ordinal));
    }

    /// <summary>Keeps a picture of the page under <c>artifacts/console/</c>.</summary>
    public Task Picture(string name) => Page.ScreenshotAsync(new() { Path = Path.Combine(Artifacts, name + ".png"), FullPage = false });

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        Assert.IsEmpty(_errors, string.Join("\n", _errors));
    }

    private static string Artifacts
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nexus.sln")))
                folder = folder.Parent;
            return Path.Combine(folder?.FullName ?? AppContext.BaseDirectory, "artifacts", "console");
        }
    }
}
