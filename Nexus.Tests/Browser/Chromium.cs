using Microsoft.Playwright;

namespace Nexus.Tests.Browser;

/// <summary>The browser of this run: one Chromium for all tests, each with a context of its own.</summary>
public static class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe", @"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe"];

    private static readonly string[] Arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run", "--disable-dev-shm-usage"];

    private static readonly Lazy<Task<IBrowser>> One = new(Start);

    /// <summary>The browser, or the test is skipped where there is none.</summary>
    public static Task<IBrowser> Get()
    {
        if (Place is null)
            Assert.Inconclusive("No Chromium, Chrome or Edge on this machine: NEXUS_BROWSER names one.");
        return One.Value;
    }

    private static string? Place => Environment.GetEnvironmentVariable("NEXUS_BROWSER") is { Length: > 0 } named ? named : Places.FirstOrDefault(File.Exists);

    private static async Task<IBrowser> Start()
    {
        var playwright = await Playwright.CreateAsync();
        return await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Place, Args = Arguments });
    }
}
