using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>Every movement of a variant in the order in which it happened, with how many there were after it and what they were worth.</summary>
/// <param name="VariantId">The variant.</param>
/// <param name="WarehouseId">Only this warehouse.</param>
/// <param name="From">Only from this day on; what was before is in the first line's balance.</param>
/// <param name="To">Only up to this day.</param>
[Report("inventory.stock_card")]
public sealed record StockCard([References("catalog.variant")] Guid? VariantId = null, [References<Warehouse>] Guid? WarehouseId = null, DateOnly? From = null, DateOnly? To = null) : IReport<StockCard, StockCard.Row>
{
    /// <param name="Balance">How many there were after it.</param>
    /// <param name="BalanceValue">What they were worth by the movements so far, without later revaluations.</param>
    public sealed record Row(DateTimeOffset At, string Warehouse, string Location, string? Lot, MovementKind Kind, decimal Quantity, decimal Value, decimal Balance, decimal BalanceValue, string? Reference, Guid MovementId);

    public static Sql Query(StockCard input, ReportDb db, Call call) => $"""
        select * from (
          select m.effective_at as at, w.name as warehouse, o.name as location, l.code as lot, m.kind, m.quantity, m.value,
                 sum(m.quantity) over (partition by m.stock_id order by m.effective_at, m.id) as balance, sum(m.value) over (partition by m.stock_id order by m.effective_at, m.id) as balance_value,
                 m.reference, m.id as movement_id
          from {db.TableWithArchived<Movement>()} m
          join {db.TableWithArchived<Warehouse>()} w on w.id = m.warehouse_id
          join {db.TableWithArchived<Location>()} o on o.id = m.location_id
          left join {db.TableWithArchived<Lots.Lot>()} l on l.id = m.lot_id
          where m.variant_id = {input.VariantId}::uuid and ({input.WarehouseId}::uuid is null or m.warehouse_id = {input.WarehouseId})) c
        where ({input.From}::date is null or c.at >= {input.From}::date) and ({input.To}::date is null or c.at < {input.To}::date + 1)
        order by c.at, c.movement_id
        """;
}
