using System.Collections.Concurrent;
using System.Net.Http.Json;
using Nexus.Tests.Crash;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Finance;

/// <summary>A process that posts is killed at random moments, again and again.</summary>
[TestClass]
public sealed class KilledPostingTests
{
    private const int Kills = 8;

    private const int Writers = 6;

    [TestMethod]
    public async Task Numbers_have_no_gaps_and_nothing_that_was_acknowledged_is_lost()
    {
        await using var api = await TestApi.Start();
        await using var books = await FinanceTenant.Create(api);
        await using var host = await HostProcess.Start("books", api.ConnectionString);
        var acknowledged = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(w => Write(w, host, books, acknowledged, stop.Token)).ToArray();
        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(Random.Shared.Next(100, 900), CancellationToken.None);
            await host.Kill();
            await host.Start();
        }

        await stop.CancelAsync();
        await Task.WhenAll(writing);

        Assert.IsGreaterThan(0, acknowledged.Count);
        var keys = string.Join(",", acknowledged.Select(k => $"('{k}')"));
        Assert.AreEqual(0L, await books.Tenant.Scalar<long>($"select count(*) from (values {keys}) a(key) where (select count(*) from \"{{schema}}\".finance_entry e where e.source_key = a.key) <> 1"));
        await books.AssertBooksHold();
    }

    private static async Task Write(int writer, HostProcess host, FinanceTenant books, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        using var client = new HttpClient { BaseAddress = host.Address, Timeout = TimeSpan.FromSeconds(20), DefaultRequestHeaders = { Authorization = new("Bearer", books.Tenant.Activated.ApiKey) } };
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var key = $"w{writer}-{n}";
            try
            {
                var lines = new[] { FinanceTenant.Line("cash", debit: n + 1), FinanceTenant.Line("revenue", credit: n + 1) };
                var answer = n % 4 == 0
                    ? await client.PostAsJsonAsync("/api/v1/finance/entries/post_many", new { entries = Enumerable.Range(0, 20).Select(i => new { posted_on = books.Day, source_key = i == 0 ? key : $"{key}-{i}", lines }) }, CancellationToken.None)
                    : await client.PostAsJsonAsync("/api/v1/finance/entries/post", new { posted_on = books.Day, source_key = key, lines }, CancellationToken.None);
                if (answer.IsSuccessStatusCode)
                    acknowledged.Add(key);
                else
                    Assert.IsTrue((int)answer.StatusCode is 409 or >= 500, await answer.Content.ReadAsStringAsync(CancellationToken.None));
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
            {
                // Killed while it worked, or not there yet.
                await Task.Delay(20, CancellationToken.None);
            }
        }
    }
}
