using System.Diagnostics;
using System.Net;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Playwright;
using Nexus.Benchmarks.Load;
using Nexus.Kernel.Tenancy;
using Nexus.Web;
using Cookie = Microsoft.Playwright.Cookie;

namespace Nexus.Benchmarks.Benches;

/// <summary>
/// The console as people have it: what a list page costs beside the API call that it needs, how soon and how heavy it comes to a browser that
/// has nothing yet, what open pages hold in memory, and how soon a page hears of a change.
/// </summary>
internal sealed partial class ConsoleBench : IBench
{
    private const string ListPage = "/crm/contacts";

    /// <summary>What the page needs of the API.</summary>
    private const string ApiCall = "/api/v1/crm/contacts?select=*,company(id,name)&order=id.desc&limit=50";

    private const int Contacts = 10_000;
    private const int Rounds = 60;
    private const int ColdVisits = 7;
    private const int OpenSessions = 100;
    private const int LiveUpdates = 100;

    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/opt/google/chrome/chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", @"C:\Program Files\Google\Chrome\Application\chrome.exe"];

    public string Name => "console";

    public string What => "list page beside its API call; first paint and weight on a cold cache; memory of open pages; live updates";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say, builder =>
        {
            builder.WebHost.UseStaticWebAssets();
            builder.AddNexusWeb();
        }, workers: true, map: app => app.MapNexusWeb());
        var activated = await installation.Activate("Bench");
        await installation.FillContacts(activated.Tenant, Contacts);

        var cookies = new CookieContainer();
        using var person = new HttpClient(new HttpClientHandler { CookieContainer = cookies }) { BaseAddress = installation.Address };
        await SignIn(person, activated, ct);
        var (page, api) = await ServerTimes(person, ct);
        say(FormattableString.Invariant($"list page {page:0.0} ms, API call {api:0.0} ms"));
        yield return BenchResult.AtMost("console, list page / its API call, server time", page / api, "ratio", 3);

        yield return BenchResult.AtMost($"console, memory of {OpenSessions} open pages over idle", await OpenPages(person, installation.Address, cookies, ct), "MB", 300);

        if ((Environment.GetEnvironmentVariable("NEXUS_BROWSER") is { Length: > 0 } named ? named : Browsers.FirstOrDefault(File.Exists)) is not { } browser)
        {
            say("skipped: first paint, weight and live updates need Chromium or Chrome; NEXUS_BROWSER names one");
            yield break;
        }

        using var playwright = await Playwright.CreateAsync();
        await using var chromium = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = browser, Args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage"] });
        var state = new BrowserNewContextOptions { BaseURL = installation.Address.ToString(), Locale = "en-GB" };
        var session = cookies.GetCookies(installation.Address).Select(c => new Cookie { Name = c.Name, Value = c.Value, Url = installation.Address.ToString() }).ToArray();
        var (paint, bytes) = await ColdVisit(chromium, state, session);
        yield return BenchResult.AtMost("console, first contentful paint, cold cache", paint, "ms", 500);
        yield return BenchResult.AtMost("console, transferred for the list page, cold cache", bytes / 1000, "kB", 300);

        var (p50, p99) = await LiveUpdate(chromium, state, session, installation, activated);
        yield return new BenchResult("console, change to page p50", p50, "ms");
        yield return BenchResult.AtMost("console, change to page p99", p99, "ms", 200);
    }

    private static async Task SignIn(HttpClient person, ActivationAnswer activated, CancellationToken ct)
    {
        var form = await person.GetStringAsync("/sign-in", ct);
        var answer = await person.PostAsync("/session", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["__RequestVerificationToken"] = FormToken().Match(form).Groups[1].Value,
            ["username"] = activated.Username,
            ["password"] = activated.Password,
            ["next"] = ListPage,
        }), ct);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Medians in milliseconds, measured in turns.</summary>
    private static async Task<(double Page, double Api)> ServerTimes(HttpClient person, CancellationToken ct)
    {
        var (pages, calls) = (new List<double>(), new List<double>());
        for (var i = -10; i < Rounds; i++)
        {
            var page = await Timed(person, ListPage, ct);
            var call = await Timed(person, ApiCall, ct);
            if (i < 0)
                continue;
            pages.Add(page);
            calls.Add(call);
        }

        return (Percentile(pages, 0.5), Percentile(calls, 0.5));
    }

    private static async Task<double> Timed(HttpClient client, string address, CancellationToken ct)
    {
        var started = Stopwatch.GetTimestamp();
        using var answer = await client.GetAsync(address, ct);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync(ct);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary>Each open page was rendered and holds a live connection; the clients' side of the sockets is in this process too and counts.</summary>
    private static async Task<double> OpenPages(HttpClient person, Uri address, CookieContainer cookies, CancellationToken ct)
    {
        var before = Memory();
        var sockets = new List<ClientWebSocket>();
        try
        {
            for (var i = 0; i < OpenSessions; i++)
            {
                await Timed(person, i % 2 == 0 ? ListPage : "/", ct);
                var socket = new ClientWebSocket();
                socket.Options.Cookies = cookies;
                socket.Options.SetRequestHeader("Origin", address.GetLeftPart(UriPartial.Authority));
                await socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/ws/live" }.Uri, ct);
                sockets.Add(socket);
            }

            return Math.Max(0, Memory() - before);
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
    }

    private static double Memory()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        process.Refresh();
        return process.WorkingSet64 / 1e6;
    }

    private static async Task<(double Paint, double Bytes)> ColdVisit(IBrowser chromium, BrowserNewContextOptions state, Cookie[] session)
    {
        var (paints, weights) = (new List<double>(), new List<double>());
        for (var i = 0; i < ColdVisits; i++)
        {
            await using var context = await chromium.NewContextAsync(state);
            await context.AddCookiesAsync(session);
            var page = await context.NewPageAsync();
            var devtools = await context.NewCDPSessionAsync(page);
            await devtools.SendAsync("Network.enable");
            var bytes = 0d;
            devtools.Event("Network.loadingFinished").OnEvent += (_, e) => bytes += e?.GetProperty("encodedDataLength").GetDouble() ?? 0;
            await page.GotoAsync(ListPage, new() { WaitUntil = WaitUntilState.NetworkIdle });
            paints.Add(await page.EvaluateAsync<double>("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 1e9"));
            weights.Add(bytes);
        }

        return (Percentile(paints, 0.5), Percentile(weights, 0.5));
    }

    /// <summary>From the answer to a write until a script of an open page has the event.</summary>
    private static async Task<(double P50, double P99)> LiveUpdate(IBrowser chromium, BrowserNewContextOptions state, Cookie[] session, BenchInstallation installation, ActivationAnswer activated)
    {
        await using var context = await chromium.NewContextAsync(state);
        await context.AddCookiesAsync(session);
        var page = await context.NewPageAsync();
        await page.GotoAsync(ListPage);
        await page.EvaluateAsync("""
            () => new Promise(open => {
              window.heard = {}
              const socket = new WebSocket(location.origin.replace('http', 'ws') + '/ws/live')
              socket.onmessage = m => { const e = JSON.parse(m.data); const name = e.data?.row?.name; if (name) window.heard[name] = Date.now() }
              socket.onopen = () => setTimeout(open, 300)
            })
            """);
        using var api = new HttpClient { BaseAddress = installation.Address, DefaultRequestHeaders = { Authorization = new("Bearer", activated.ApiKey) } };
        var answered = new Dictionary<string, double>();
        for (var i = 0; i < LiveUpdates; i++)
        {
            var answer = await api.PostAsync("/api/v1/crm/contacts", new StringContent(JsonSerializer.Serialize(new { name = $"Live {i}" }), System.Text.Encoding.UTF8, "application/json"));
            answered[$"Live {i}"] = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).TotalMilliseconds;
            answer.EnsureSuccessStatusCode();
            await Task.Delay(30);
        }

        for (var waited = 0; waited < 100 && await page.EvaluateAsync<int>("Object.keys(window.heard).length") < LiveUpdates; waited++)
            await Task.Delay(100);
        var heard = await page.EvaluateAsync<JsonElement>("window.heard");
        var times = answered.Select(a => Math.Max(0, heard.GetProperty(a.Key).GetDouble() - a.Value)).ToList();
        return (Percentile(times, 0.5), Percentile(times, 0.99));
    }

    private static double Percentile(List<double> values, double part)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)Math.Ceiling(values.Count * part) - 1)];
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex FormToken();
}
