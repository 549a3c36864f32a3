using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Kernel.Run;
using Nexus.Tests.Crm;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Inventory;

/// <summary>Whatever is done in whatever order, also entered late, also refused: the books hold and nothing is below zero.</summary>
[TestClass]
public sealed class StockSequenceTests
{
    private const int Sequences = 12;

    /// <summary>What is done: which variant and warehouse, how many, at what cost, on which day of the past (0: now).</summary>
    private sealed record Step(int What, int Variant, int Warehouse, decimal Quantity, decimal Cost, int DaysAgo);

    [TestMethod]
    public async Task The_books_hold_after_any_sequence_of_operations()
    {
        await using var t = await TestTenant.Create();
        var main = (string)(await t.Read("/api/v1/inventory/warehouses?code=eq.MAIN"))[0]!["id"]!;
        var average = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Average", code = "AVG", valuation = "moving_average", position = 1 }))["id"]!;
        var owing = (string)(await t.Create("/api/v1/inventory/warehouses", new { name = "Owing", code = "OWE", allows_negative = true, position = 2 }))["id"]!;
        string[] warehouses = [main, average, owing];
        string[] variants = [await t.Variant("MUG"), await t.Variant("CUP")];
        foreach (var (variant, warehouse) in variants.SelectMany(v => warehouses.Select(w => (v, w))))
            await t.Receive(variant, 1, 1, warehouse: warehouse);

        var refusals = new Dictionary<string, int>();
        for (var sequence = 0; sequence < Sequences; sequence++)
        {
            var promised = new List<Guid>();
            foreach (var step in Gen.ArrayOf(Steps(), 12).Sample(1, 30).First())
                await Do(t, step, variants[step.Variant], warehouses[step.Warehouse], warehouses, promised, refusals);
            await t.BooksHold();
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {{schema}}.inventory_stock where on_hand < 0 and warehouse_id <> '{owing}'"));
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {{schema}}.inventory_level l join {{schema}}.inventory_stock s on s.id = l.stock_id where l.on_hand < 0 and s.warehouse_id <> '{owing}'"));
        }

        // What the ledger would have been told is what the stock and what is on its way are worth.
        Assert.AreEqual(
            await t.Scalar<decimal>("select (select sum(value) from {schema}.inventory_stock)"),
            await t.Scalar<decimal>("select sum((data -> 'value' ->> 'amount')::numeric) from nexus.events where tenant_id = {tenant} and name in ('inventory.movement.made', 'inventory.stock.revalued')"));
        Assert.IsTrue(refusals.Keys.All(k => k is "not_enough_stock" or "more_than_reserved" or "already_shipped" or "already_released" or "same_location"), string.Join(", ", refusals));
    }

    private static Gen<Step> Steps() =>
        from what in Gen.Choose(0, 6)
        from variant in Gen.Choose(0, 1)
        from warehouse in Gen.Choose(0, 2)
        from quantity in Gen.Choose(1, 40).Select(q => q / 4m)
        from cost in Gen.Choose(0, 2_000).Select(c => c / 100m)
        from days in Gen.Frequency((2, Gen.Constant(0)), (1, Gen.Choose(1, 20)))
        select new Step(what, variant, warehouse, quantity, cost, days);

    private static async Task Do(TestTenant t, Step step, string variant, string warehouse, string[] warehouses, List<Guid> promised, Dictionary<string, int> refusals)
    {
        var at = step.DaysAgo == 0 ? null : DateTimeOffset.UnixEpoch.AddYears(56).AddDays(20 - step.DaysAgo).ToString("O");
        var (operation, target, input) = step.What switch
        {
            0 or 1 => ("inventory.stock.receive", (Guid?)null, (object)new { variant_id = variant, quantity = step.Quantity, unit_cost = new { amount = step.Cost, currency = "EUR" }, warehouse_id = warehouse, effective_at = at }),
            2 => ("inventory.stock.adjust", null, new { variant_id = variant, quantity = -step.Quantity, kind = "damage", warehouse_id = warehouse, effective_at = at }),
            3 => ("inventory.reservation.reserve", null, new { variant_id = variant, quantity = step.Quantity, warehouse_id = warehouse }),
            4 when promised.Count > 0 => ("inventory.reservation.ship", promised[step.DaysAgo % promised.Count], new { quantity = step.Quantity, effective_at = at }),
            5 when promised.Count > 0 => ("inventory.reservation.release", promised[step.DaysAgo % promised.Count], new { }),
            _ => ("inventory.transfer.send", null, new { variant_id = variant, quantity = step.Quantity, from_warehouse_id = warehouse, to_warehouse_id = warehouses[(step.DaysAgo + step.Variant) % 3] }),
        };
        try
        {
            var answer = await t.Run(CrmTenant.Administrator, operation, input, target);
            if (operation.EndsWith("reserve", StringComparison.Ordinal))
                promised.Add(answer.RowId!.Value);
            if (operation.EndsWith("send", StringComparison.Ordinal))
                await t.Run(CrmTenant.Administrator, "inventory.transfer.receive", new { quantity = JsonDocument.Parse(answer.Body).RootElement.GetProperty("quantity").GetDecimal() }, answer.RowId);
        }
        catch (Fault fault) when (fault.Status == 409)
        {
            refusals[fault.Code] = refusals.GetValueOrDefault(fault.Code) + 1;
        }
    }
}
