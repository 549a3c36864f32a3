using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Inventory;

/// <summary>What tests of the inventory ask of a tenant again and again.</summary>
internal static class InventoryTenant
{
    public static async Task<string> Variant(this TestTenant t, string sku) => (string)(await t.Create("/api/v1/catalog/variants", new { sku, name = sku }))["id"]!;

    /// <summary>Posts below the inventory and expects the status; the answer's JSON.</summary>
    public static async Task<JsonNode> Inventory(this TestTenant t, int status, string path, object? body = null)
    {
        var response = await t.Post("/api/v1/inventory/" + path, body ?? new { });
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, $"{path}: {text}");
        return JsonNode.Parse(text)!;
    }

    /// <summary>Expects a refusal with its code, and the field that it is about.</summary>
    public static async Task Refused(this TestTenant t, int status, string code, string path, object body, string? field = null)
    {
        var problem = await t.Inventory(status, path, body);
        Assert.AreEqual(code, (string?)problem["code"] is "invalid_input" ? (string?)problem["errors"]![0]!["code"] : (string?)problem["code"], problem.ToString());
        if (field is not null)
            Assert.AreEqual(field, (string?)problem["errors"]![0]!["field"], problem.ToString());
    }

    public static Task<JsonNode> Receive(this TestTenant t, string variant, decimal quantity, decimal? cost = null, string? at = null, string? warehouse = null, string? location = null, string? lot = null) =>
        t.Inventory(200, "stock/receive", new
        {
            variant_id = variant, quantity, unit_cost = cost is null ? null : new { amount = cost, currency = "EUR" }, effective_at = at, warehouse_id = warehouse, location_id = location, lot,
        });

    /// <summary>On hand, reserved, available, value.</summary>
    public static async Task<(decimal OnHand, decimal Reserved, decimal Available, decimal Value)> Stock(this TestTenant t, string variant, string? warehouse = null)
    {
        var row = (await t.Read($"/api/v1/inventory/stock?order=created_at&variant_id=eq.{variant}{(warehouse is null ? "" : $"&warehouse_id=eq.{warehouse}")}"))[0]!;
        return ((decimal)row["on_hand"]!, (decimal)row["reserved"]!, (decimal)row["available"]!, (decimal)row["value"]!["amount"]!);
    }

    /// <summary>What the books say against themselves: nothing.</summary>
    public static async Task BooksHold(this TestTenant t)
    {
        var check = await t.Read("/api/v1/inventory/reports/stock_check");
        Assert.AreEqual(0, check.AsArray().Count, check.ToString());
    }
}
