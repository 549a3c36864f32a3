using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>What has to be ordered: variants of which no more can be sold than their reorder point says, those that lack most first.</summary>
/// <param name="WarehouseId">Only this warehouse.</param>
[Report("inventory.reorder_list", Axis = "sku", Measure = "quantity")]
public sealed record ReorderList([References<Warehouse>] Guid? WarehouseId = null) : IReport<ReorderList, ReorderList.Row>
{
    /// <param name="Quantity">How many to order: as said, or up to the reorder point.</param>
    public sealed record Row([References("catalog.variant")] Guid VariantId, string? Sku, string? Name, string Warehouse, decimal Available, decimal ReorderPoint, decimal Quantity);

    public static Sql Query(ReorderList input, ReportDb db, Call call) => $"""
        select s.variant_id, v.sku, v.name, w.name as warehouse, s.available, s.reorder_point, greatest(coalesce(s.reorder_quantity, 0), s.reorder_point - s.available) as quantity
        from {db.Table<Stock>()} s
        join {db.Table<Warehouse>()} w on w.id = s.warehouse_id
        left join {db.Table("catalog.variant")} v on v.id = s.variant_id
        where s.available <= s.reorder_point and ({input.WarehouseId}::uuid is null or s.warehouse_id = {input.WarehouseId})
        order by s.reorder_point - s.available desc, v.sku
        """;
}
