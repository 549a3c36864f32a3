using System.Text.Json;
using Microsoft.Playwright;
using Nexus.Tests.Clients;

namespace Nexus.Tests.Browser;

/// <summary>What every page of the console must be, whatever is on it: usable by everyone, and valid HTML.</summary>
public static class PageChecks
{
    private static readonly Lazy<Task<string>> AxeScript = new(async () => await File.ReadAllTextAsync(Path.Combine(await NodeClient.Folder("pages"), "node_modules", "axe-core", "axe.min.js")));

    /// <summary>Fails on each serious or critical finding of axe-core (WCAG 2.2 AA and below) in the page as it is now.</summary>
    /// <param name="within">Only in what the selector finds.</param>
    public static async Task Axe(this Person person, string? within = null)
    {
        // By the debugger: the page's own policy lets no foreign script in.
        await person.Page.EvaluateAsync(await AxeScript.Value);
        var found = await person.Page.EvaluateAsync<JsonElement>("""
            async within => {
              // A colour on its way to another one has a contrast of neither.
              await Promise.allSettled(document.getAnimations().filter(a => a.effect?.getComputedTiming().iterations !== Infinity).map(a => a.finished))
              const result = await axe.run(within ?? document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] })
              return result.violations.filter(v => v.impact === 'serious' || v.impact === 'critical').map(v => ({ id: v.id, help: v.help, at: v.nodes.slice(0, 5).map(n => `${n.target.join(' ')}  ${n.html.slice(0, 160)}  ${n.any.map(a => a.message).join(' ').slice(0, 200)}`) }))
            }
            """, within);
        var lines = found.EnumerateArray().Select(f => $"{f.GetProperty("id").GetString()}: {f.GetProperty("help").GetString()}\n  {string.Join("\n  ", f.GetProperty("at").EnumerateArray().Select(a => a.GetString()))}").ToArray();
        Assert.IsEmpty(lines, $"{person.Page.Url} isn't usable by everyone:\n{string.Join("\n", lines)}");
    }

    /// <summary>Fails on what isn't valid HTML in the page that the server sends for the address.</summary>
    public static async Task Valid(this Person person, string address)
    {
        var answer = await person.Page.APIRequest.GetAsync(address, new() { Headers = new Dictionary<string, string> { ["Accept"] = "text/html" } });
        var file = Path.Combine(Path.GetTempPath(), $"nexus-page-{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(file, await answer.TextAsync());
        try
        {
            var report = await NodeClient.Run("pages", "validity.mjs", ("PAGE", file));
            Assert.AreEqual("", report.Trim(), $"{address} isn't valid HTML.");
        }
        finally
        {
            File.Delete(file);
        }
    }
}
