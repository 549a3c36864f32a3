using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Inventory;

/// <summary>Goods over HTTP: in, out, from here to there, counted, and what they are worth.</summary>
[TestClass]
public sealed class StockTests
{
    [TestMethod]
    public async Task Goods_come_in_are_promised_and_shipped_at_their_cost()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Refused(409, "unit_cost_required", "stock/receive", new { variant_id = mug, quantity = 1 }, "unit_cost");
        await t.Refused(422, "unknown_reference", "stock/receive", new { variant_id = Guid.CreateVersion7(), quantity = 1, unit_cost = new { amount = 1, currency = "EUR" } }, "variant_id");
        await t.Receive(mug, 10, 2);
        await t.Receive(mug, 10, 3);
        Assert.AreEqual((20m, 0m, 20m, 50m), await t.Stock(mug));

        var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 12, reference = "SO-1" });
        Assert.AreEqual((20m, 12m, 8m, 50m), await t.Stock(mug));
        await t.Refused(409, "not_enough_stock", "reservations/reserve", new { variant_id = mug, quantity = 8.5 }, "quantity");
        var part = await t.Inventory(200, $"reservations/{promised["id"]}/ship", new { quantity = 5 });
        Assert.AreEqual(("held", 7m), ((string)part["status"]!, (decimal)part["open"]!));
        await t.Refused(409, "more_than_reserved", $"reservations/{promised["id"]}/ship", new { quantity = 8 }, "quantity");
        var rest = await t.Inventory(200, $"reservations/{promised["id"]}/ship");
        Assert.AreEqual("shipped", (string?)rest["status"]);
        await t.Refused(409, "already_shipped", $"reservations/{promised["id"]}/release", new { });
        // Ten at two, two at three; the rest at three.
        Assert.AreEqual((8m, 0m, 8m, 24m), await t.Stock(mug));
        Assert.AreEqual(26m, await t.Scalar<decimal>("select sum((data -> 'cost' ->> 'amount')::numeric) from nexus.events where tenant_id = {tenant} and name = 'inventory.reservation.shipped'"));
        Assert.AreEqual(-26m, await t.Scalar<decimal>("select sum((data -> 'value' ->> 'amount')::numeric) from nexus.events where tenant_id = {tenant} and name = 'inventory.movement.made' and data ->> 'kind' = 'shipment'"));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task What_is_entered_late_is_valued_in_its_place_and_no_movement_changes()
    {
        await using var t = await TestTenant.Create();
        var average = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Average", code = "AVG", valuation = "moving_average" }))["id"]!;
        foreach (var (warehouse, value) in new[] { ((string?)null, 24m), (average, 21m) })
        {
            var mug = await t.Variant("MUG" + warehouse);
            await t.Receive(mug, 10, 2, "2026-03-02T00:00:00Z", warehouse);
            await t.Inventory(200, "stock/adjust", new { variant_id = mug, quantity = -6, kind = "consumption", effective_at = "2026-03-03T00:00:00Z", warehouse_id = warehouse });
            Assert.AreEqual(8m, (await t.Stock(mug)).Value);
            var before = await t.Scalar<string>($"select md5(string_agg(m::text, '' order by m.id)) from {{schema}}.inventory_movement m where variant_id = '{mug}'");
            // Ten cheaper ones had come the day before: in their place the six that left cost six, or nine at the average.
            await t.Receive(mug, 10, 1, "2026-03-01T00:00:00Z", warehouse);
            Assert.AreEqual((14m, 0m, 14m, value), await t.Stock(mug));
            Assert.AreEqual(before, await t.Scalar<string>($"select md5(string_agg(m::text, '' order by m.id)) from {{schema}}.inventory_movement m where variant_id = '{mug}' and effective_at > '2026-03-01T12:00:00Z'"));
        }

        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'inventory.stock.revalued'"));
        await t.BooksHold();
        var asOf = await t.Read("/api/v1/inventory/reports/stock_value?on=2026-03-01");
        Assert.AreEqual(20m, asOf.AsArray().Sum(r => (decimal)r!["value"]!));
    }

    [TestMethod]
    public async Task Stock_is_below_zero_only_where_the_warehouse_allows_it()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 3, 2);
        await t.Refused(409, "not_enough_stock", "stock/adjust", new { variant_id = mug, quantity = -4, kind = "damage" }, "quantity");
        await t.Refused(409, "not_enough_stock", "reservations/reserve", new { variant_id = mug, quantity = 4 }, "quantity");

        var shop = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Shop", code = "SHOP", allows_negative = true, position = 1 }))["id"]!;
        var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 4 });
        Assert.AreEqual(shop, (string?)promised["warehouse_id"]);
        await t.Inventory(200, $"reservations/{promised["id"]}/ship");
        Assert.AreEqual((-4m, 0m, -4m, 0m), await t.Stock(mug, shop));
        await t.BooksHold();
        // What they cost is known when more come in: four at five, of which nothing was booked as yet.
        await t.Receive(mug, 6, 5, warehouse: shop);
        Assert.AreEqual((2m, 0m, 2m, 10m), await t.Stock(mug, shop));
        Assert.AreEqual(-20m, await t.Scalar<decimal>("select (data -> 'value' ->> 'amount')::numeric from nexus.events where tenant_id = {tenant} and name = 'inventory.stock.revalued'"));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task Lots_go_out_by_their_expiry_and_a_piece_is_in_one_place()
    {
        await using var t = await TestTenant.Create();
        var (milk, phone) = (await t.Variant("MILK"), await t.Variant("PHONE"));
        await t.Create("/api/v1/inventory/items", new { variant_id = milk, tracking = "lot" });
        await t.Create("/api/v1/inventory/items", new { variant_id = phone, tracking = "serial" });
        await t.Refused(409, "lot_required", "stock/receive", new { variant_id = milk, quantity = 1, unit_cost = new { amount = 1, currency = "EUR" } }, "lot");
        foreach (var (lot, expires) in new[] { ("B", "2027-02-01"), ("A", "2027-01-01") })
            await t.Inventory(200, "stock/receive", new { variant_id = milk, quantity = 5, unit_cost = new { amount = 1, currency = "EUR" }, lot, expires_on = expires });
        var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = milk, quantity = 7 });
        await t.Inventory(200, $"reservations/{promised["id"]}/ship");
        Assert.AreEqual("A -5, B -2", await t.Scalar<string>("select string_agg(l.code || ' ' || m.quantity, ', ' order by l.code) from {schema}.inventory_movement m join {schema}.inventory_lot l on l.id = m.lot_id where m.kind = 'shipment'"));

        await t.Receive(phone, 1, 300, lot: "S1");
        await t.Refused(409, "piece_in_stock", "stock/receive", new { variant_id = phone, quantity = 1, lot = "s1" }, "lot");
        await t.Refused(409, "one_piece", "stock/receive", new { variant_id = phone, quantity = 2, lot = "S2" }, "quantity");
        await t.Receive(phone, 1, 320, lot: "S2");
        promised = await t.Inventory(201, "reservations/reserve", new { variant_id = phone });
        await t.Refused(409, "unknown_lot", $"reservations/{promised["id"]}/ship", new { lot = "S3" }, "lot");
        await t.Inventory(200, $"reservations/{promised["id"]}/ship", new { lot = "S2" });
        Assert.AreEqual(1, (await t.Read("/api/v1/inventory/reports/expiring_lots?days=3650")).AsArray().Count);
        await t.BooksHold();
    }

    [TestMethod]
    public async Task Goods_move_within_a_warehouse_at_once_and_between_two_on_their_way()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        var main = (string)(await t.Read("/api/v1/inventory/warehouses?code=eq.MAIN"))[0]!["id"]!;
        var shelf = (string)(await t.Create("/api/v1/inventory/locations", new { name = "Repair", code = "REP", warehouse_id = main, purpose = "quarantine" }))["id"]!;
        var shop = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Shop", code = "SHOP", position = 1 }))["id"]!;
        await t.Receive(mug, 10, 2);
        await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 4 });

        await t.Inventory(201, "transfers/send", new { variant_id = mug, quantity = 3, to_location_id = shelf });
        Assert.AreEqual((10m, 4m, 3m, 20m), await t.Stock(mug));
        await t.Refused(409, "not_enough_stock", "transfers/send", new { variant_id = mug, quantity = 4, to_warehouse_id = shop }, "quantity");
        await t.Refused(409, "same_location", "transfers/send", new { variant_id = mug, quantity = 1 }, "to_location_id");
        await t.Refused(409, "other_warehouse", "transfers/send", new { variant_id = mug, quantity = 1, to_warehouse_id = shop, to_location_id = shelf }, "to_location_id");

        var sent = await t.Inventory(201, "transfers/send", new { variant_id = mug, quantity = 3, to_warehouse_id = shop });
        Assert.AreEqual(("in_transit", 6m), ((string)sent["status"]!, (decimal)sent["value"]!["amount"]!));
        Assert.AreEqual(20m, (await t.Read("/api/v1/inventory/reports/stock_value")).AsArray().Sum(r => (decimal)r!["value"]!));
        await t.Inventory(200, $"transfers/{sent["id"]}/receive", new { quantity = 2 });
        await t.Refused(409, "already_received", $"transfers/{sent["id"]}/receive", new { });
        Assert.AreEqual((2m, 0m, 2m, 4m), await t.Stock(mug, shop));
        Assert.AreEqual(2m, await t.Scalar<decimal>("select (data -> 'lost_value' ->> 'amount')::numeric from nexus.events where tenant_id = {tenant} and name = 'inventory.transfer.received'"));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task A_count_books_how_far_off_it_was_whatever_moved_since()
    {
        await using var t = await TestTenant.Create();
        var (mug, cup) = (await t.Variant("MUG"), await t.Variant("CUP"));
        await t.Receive(mug, 10, 2);
        await t.Receive(cup, 10, 4);
        var main = (string)(await t.Read("/api/v1/inventory/warehouses?code=eq.MAIN"))[0]!["id"]!;
        var count = (string)(await t.Create("/api/v1/inventory/counts", new { name = "Year end", warehouse_id = main }))["id"]!;
        await t.Refused(409, "nothing_counted", $"counts/{count}/post", new { });
        await t.Inventory(201, $"counts/{count}/record", new { variant_id = mug, counted = 1 });
        await t.Inventory(200, $"counts/{count}/record", new { variant_id = mug, counted = 8 });
        await t.Inventory(201, $"counts/{count}/record", new { variant_id = cup, counted = 11 });
        // Sold after it was counted.
        await t.Inventory(200, "stock/adjust", new { variant_id = mug, quantity = -5, kind = "consumption" });
        await t.Inventory(200, $"counts/{count}/post");
        Assert.AreEqual((3m, 0m, 3m, 6m), await t.Stock(mug));
        Assert.AreEqual((11m, 0m, 11m, 44m), await t.Stock(cup));
        await t.Refused(409, "already_posted", $"counts/{count}/record", new { variant_id = mug, counted = 8 });
        await t.BooksHold();
    }

    [TestMethod]
    public async Task More_is_ordered_when_few_are_left()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 10, 2);
        await t.Inventory(200, "stock/set_reorder_point", new { variant_id = mug, reorder_point = 4, reorder_quantity = 50 });
        await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 5 });
        Assert.AreEqual(0, (await t.Read("/api/v1/inventory/reports/reorder_list")).AsArray().Count);
        await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 1 });
        await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 1 });
        Assert.AreEqual(50m, (decimal)(await t.Read("/api/v1/inventory/reports/reorder_list"))[0]!["quantity"]!);
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'inventory.stock.reorder_point_reached'"));
    }

    [TestMethod]
    public async Task Opening_balances_come_by_a_file_with_the_numbers_of_the_products()
    {
        await using var t = await TestTenant.Create();
        var mug = await t.Variant("MUG");
        await t.Variant("CUP");
        const string csv = "SKU,Qty,Cost\nMUG,10,2.00\nCUP,5,1.50\nNONE,1,1\nMUG,10,3.00\nCUP,0,1\nMUG,1,\n";
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(csv));
        content.Headers.ContentType = new MediaTypeHeaderValue("text/csv");
        var mapping = Uri.EscapeDataString("""{"SKU":"variant_id","Qty":"quantity","Cost":"unit_cost"}""");
        var response = await t.Http.PostAsync($"/api/v1/inventory/opening_balances/import?mode=skip_bad&mapping={mapping}", content);
        var report = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.AreEqual(3, (int)report["created"]!, report.ToString());
        Assert.AreEqual("4 unknown_reference, 6 out_of_range, 7 required", string.Join(", ", report["bad"]!.AsArray().Select(b => $"{b!["line"]} {b["code"]}")), report.ToString());
        Assert.AreEqual((20m, 0m, 20m, 50m), await t.Stock(mug));
        await t.BooksHold();
    }
}
