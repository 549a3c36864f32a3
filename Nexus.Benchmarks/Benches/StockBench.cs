using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nexus.Benchmarks.Load;

namespace Nexus.Benchmarks.Benches;

/// <summary>Promising stock: of one item that everybody wants, of many, and of the last hundred to ten thousand buyers at two servers.</summary>
internal sealed class StockBench : IBench
{
    private const int Connections = 8;
    private const int Items = 500;
    private const int Buyers = 10_000;
    private const int Units = 100;
    private const int BuyersAtOnce = 64;

    public string Name => "stock";

    public string What => "reservations through the pipeline / bare Kestrel with a conditional update, the row and an outbox row in one durable transaction; and 10,000 buyers of 100 units at two servers";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var activated = await installation.Activate("Bench");
        var second = await installation.StartSecond();
        using var http = new HttpClient { BaseAddress = installation.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", activated.ApiKey);
        var items = new string[Items];
        for (var i = 0; i < Items; i++)
            items[i] = await Stocked(http, $"ITEM-{i}", 100_000_000);
        var bare = await BareStock.Start(installation, Items);

        foreach (var (what, item) in new[] { ("of one item", (Func<int, long, int>)((_, _) => 0)), ("of many items", (c, n) => (int)((c * 61 + n * 7) % Items)) })
        {
            var rates = await SideBySide.Measure(Connections, ct,
                new Side("nexus", installation.Address, (c, n) => RawHttpClient.Post("/api/v1/inventory/reservations/reserve", activated.ApiKey, $$"""{"variant_id":"{{items[item(c, n)]}}","expires_in_minutes":30}""")),
                new Side("bare", bare, (c, n) => RawHttpClient.Post(BareStock.Path, null, $$"""{"item":{{item(c, n)}}}""")));
            yield return new BenchResult($"stock: reservations {what}, nexus / bare", rates[0] / rates[1], "nexus / bare");
            yield return new BenchResult($"stock: reservations {what}, nexus", rates[0], "reservations/s");
            yield return new BenchResult($"stock: reservations {what}, bare", rates[1], "reservations/s");
        }

        var last = await Stocked(http, "LAST", Units);
        var started = Stopwatch.GetTimestamp();
        var (sold, refused) = await Rush(last, activated.ApiKey, [installation.Address, second], ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        yield return new BenchResult($"stock: sold to {Buyers} buyers of {Units}", sold, "reservations", $"= {Units}", sold == Units && refused == Buyers - Units);
        yield return new BenchResult("stock: buyers answered", Buyers / seconds, "buyers/s");
        var wrong = await http.GetFromJsonAsync<JsonArray>("/api/v1/inventory/reports/stock_check", ct);
        yield return new BenchResult("stock: balances that don't agree afterwards", wrong!.Count, "rows", "= 0", wrong.Count == 0);
    }

    private static async Task<string> Stocked(HttpClient http, string sku, int quantity)
    {
        var variant = await Post(http, "catalog/variants", new { sku, name = sku });
        await Post(http, "inventory/stock/receive", new { variant_id = (string)variant["id"]!, quantity, unit_cost = new { amount = 1, currency = "EUR" } });
        return (string)variant["id"]!;
    }

    private static async Task<JsonNode> Post(HttpClient http, string path, object body)
    {
        var response = await http.PostAsJsonAsync("/api/v1/" + path, body);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    /// <summary>Each buyer asks once; who is told anything else than yes or no fails the run.</summary>
    private static async Task<(int Sold, int Refused)> Rush(string variant, string token, Uri[] servers, CancellationToken ct)
    {
        var request = RawHttpClient.Post("/api/v1/inventory/reservations/reserve", token, $$"""{"variant_id":"{{variant}}","expires_in_minutes":30}""");
        var (next, sold, refused) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, BuyersAtOnce).Select(n => Task.Run(async () =>
        {
            using var client = new RawHttpClient(servers[n % servers.Length]);
            while (Interlocked.Increment(ref next) <= Buyers)
            {
                var (status, _) = await client.Send(request, ct);
                if (status == 201)
                    Interlocked.Increment(ref sold);
                else if (status == 409)
                    Interlocked.Increment(ref refused);
                else
                    throw new InvalidOperationException($"A buyer was answered {status}.");
            }
        }, ct)));
        return (sold, refused);
    }
}
