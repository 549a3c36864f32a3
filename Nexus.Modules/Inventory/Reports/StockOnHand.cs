using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>What there is of each variant in each warehouse, how much of it is promised and can still be sold, and what it is worth at cost.</summary>
/// <param name="WarehouseId">Only this warehouse.</param>
[Report("inventory.stock_on_hand", Axis = "sku", Measure = "value")]
public sealed record StockOnHand([References<Warehouse>] Guid? WarehouseId = null) : IReport<StockOnHand, StockOnHand.Row>
{
    /// <param name="AverageCost">Value of one.</param>
    public sealed record Row([References("catalog.variant")] Guid VariantId, string? Sku, string? Name, string Warehouse, decimal OnHand, decimal OnHold, decimal Reserved, decimal Available, decimal Value, string Currency, decimal? AverageCost);

    public static Sql Query(StockOnHand input, ReportDb db, Call call) => $"""
        select s.variant_id, v.sku, v.name, w.name as warehouse, s.on_hand, s.on_hold, s.reserved, s.available, s.value, s.value_currency as currency,
               case when s.on_hand > 0 then round(s.value / s.on_hand, 4) end as average_cost
        from {db.Table<Stock>()} s
        join {db.TableWithArchived<Warehouse>()} w on w.id = s.warehouse_id
        left join {db.Table("catalog.variant")} v on v.id = s.variant_id
        where (s.on_hand <> 0 or s.reserved <> 0) and ({input.WarehouseId}::uuid is null or s.warehouse_id = {input.WarehouseId})
        order by v.sku, w.position, w.name
        """;
}
