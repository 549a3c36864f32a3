using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Inventory;

/// <summary>However many want the last ones at once: what there is is promised once. The bench does it with 10,000 buyers.</summary>
[TestClass]
public sealed class OversellTests
{
    private const int Buyers = 1_500;
    private const int Units = 100;

    [TestMethod]
    public async Task Of_many_buyers_at_two_servers_exactly_as_many_get_one_as_there_are()
    {
        await using var t = await TestTenant.Create();
        await using var second = await TestApi.Start(t.Api.ConnectionString);
        using var there = second.Client(t.Activated.ApiKey);
        var mug = await t.Variant("MUG");
        await t.Receive(mug, Units, 2);

        var answers = new ConcurrentBag<(HttpStatusCode, string?)>();
        await Parallel.ForEachAsync(Enumerable.Range(0, Buyers), new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (buyer, ct) =>
        {
            var body = new StringContent($$"""{"variant_id":"{{mug}}","expires_in_minutes":30,"reference":"buyer {{buyer}}"}""", System.Text.Encoding.UTF8, "application/json");
            var response = await (buyer % 2 == 0 ? t.Http : there).PostAsync("/api/v1/inventory/reservations/reserve", body, ct);
            var code = response.IsSuccessStatusCode ? null : (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync(ct))!["code"];
            answers.Add((response.StatusCode, code));
        });

        Assert.AreEqual($"Conflict not_enough_stock {Buyers - Units}, Created  {Units}", string.Join(", ", answers.GroupBy(a => a).Select(g => $"{g.Key.Item1} {g.Key.Item2} {g.Count()}").Order(StringComparer.Ordinal)));
        Assert.AreEqual((100m, 100m, 0m, 200m), await t.Stock(mug));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task Baskets_of_the_same_things_in_any_order_are_promised_whole_or_not_at_all()
    {
        await using var t = await TestTenant.Create();
        var (mug, cup) = (await t.Variant("MUG"), await t.Variant("CUP"));
        await t.Receive(mug, 30, 2);
        await t.Receive(cup, 20, 2);
        var made = 0;
        await Parallel.ForEachAsync(Enumerable.Range(0, 120), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (basket, ct) =>
        {
            string[] wanted = basket % 2 == 0 ? [mug, cup] : [cup, mug];
            var response = await t.Post("/api/v1/inventory/reservations/reserve_many", new { lines = wanted.Select(v => new { variant_id = v }) });
            if (response.IsSuccessStatusCode)
                Interlocked.Increment(ref made);
            else
                StringAssert.Contains(await response.Content.ReadAsStringAsync(ct), "not_enough_stock");
        });

        Assert.AreEqual(20, made);
        Assert.AreEqual((20m, 20m), ((await t.Stock(mug)).Reserved, (await t.Stock(cup)).Reserved));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task A_basket_that_names_a_thing_twice_gets_no_more_than_there_is()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 6, 2);
        var shop = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Shop", code = "SHOP", position = 1 }))["id"]!;
        await t.Receive(mug, 4, 2, warehouse: shop);
        await t.Refused(409, "not_enough_stock", "reservations/reserve_many", new { lines = new[] { new { variant_id = mug, quantity = 4 }, new { variant_id = mug, quantity = 4 }, new { variant_id = mug, quantity = 4 } } }, "lines[2].quantity");
        await t.Inventory(200, "reservations/reserve_many", new { lines = new[] { new { variant_id = mug, quantity = 4 }, new { variant_id = mug, quantity = 4 }, new { variant_id = mug, quantity = 2 } } });
        Assert.AreEqual((6m, 4m), ((await t.Stock(mug)).Reserved, (await t.Stock(mug, shop)).Reserved));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task Receiving_shipping_and_releasing_at_once_lose_nothing()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 50, 2);
        await Parallel.ForEachAsync(Enumerable.Range(0, 90), new ParallelOptions { MaxDegreeOfParallelism = 12 }, async (n, ct) =>
        {
            if (n % 3 == 0)
            {
                await t.Receive(mug, 1, 3);
                return;
            }

            var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = mug });
            await t.Inventory(200, $"reservations/{promised["id"]}/{(n % 3 == 1 ? "ship" : "release")}");
        });

        // Fifty and thirty came, thirty left, of the first that came.
        Assert.AreEqual((50m, 0m, 50m, 20m * 2 + 30m * 3), await t.Stock(mug));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task A_promise_ends_by_itself_and_who_comes_then_gets_the_goods()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 1, 2);
        var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = mug, expires_in_minutes = 1 });
        await t.Refused(409, "not_enough_stock", "reservations/reserve", new { variant_id = mug }, "quantity");
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.timers where tenant_id = {tenant} and operation = 'inventory.reservation.expire'"));

        await t.Scalar<Guid>($"update {{schema}}.inventory_reservation set expires_at = now() - interval '1 second' where id = '{promised["id"]}' returning id");
        var next = await t.Inventory(201, "reservations/reserve", new { variant_id = mug, expires_in_minutes = 1 });
        await t.Refused(409, "expired", $"reservations/{promised["id"]}/ship", new { });

        await t.Scalar<Guid>($"update {{schema}}.inventory_reservation set expires_at = now() - interval '1 second' where id = '{next["id"]}' returning id");
        await t.Inventory(200, "reservations/expire");
        Assert.AreEqual((1m, 0m, 1m, 2m), await t.Stock(mug));
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'inventory.reservation.expired'"));
        await t.BooksHold();
    }
}
