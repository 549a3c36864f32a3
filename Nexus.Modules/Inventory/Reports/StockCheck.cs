using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Reservations;
using Nexus.Modules.Inventory.Valuation;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>Checks the books against themselves: quantities against movements and locations, what is reserved against the reservations, values against movements, revaluations and cost layers. Shows what doesn't agree: no rows when all is well.</summary>
/// <param name="WarehouseId">Only this warehouse.</param>
[Report("inventory.stock_check")]
public sealed record StockCheck([References<Warehouse>] Guid? WarehouseId = null) : IReport<StockCheck, StockCheck.Row>
{
    /// <param name="What">The balance that doesn't agree, and with what.</param>
    /// <param name="Balance">What the balance says.</param>
    /// <param name="Sum">What it should be by what it follows from.</param>
    public sealed record Row(Guid StockId, [References("catalog.variant")] Guid VariantId, [References<Warehouse>] Guid WarehouseId, string What, decimal Balance, decimal Sum);

    public static Sql Query(StockCheck input, ReportDb db, Call call) => $"""
        with stock as (select * from {db.TableWithArchived<Stock>()} s where {input.WarehouseId}::uuid is null or s.warehouse_id = {input.WarehouseId}),
        moved as (select m.stock_id, sum(m.quantity) quantity, sum(m.value) value from {db.TableWithArchived<Movement>()} m group by m.stock_id),
        moved_at as (select m.stock_id, m.location_id, m.lot_id, sum(m.quantity) quantity from {db.TableWithArchived<Movement>()} m group by 1, 2, 3),
        revalued as (select r.stock_id, sum(r.value) value from {db.TableWithArchived<Revaluation>()} r group by r.stock_id),
        placed as (select l.stock_id, sum(l.on_hand) quantity, sum(l.on_hand) filter (where o.purpose = {LocationPurpose.Quarantine}) held
          from {db.TableWithArchived<Level>()} l join {db.TableWithArchived<Location>()} o on o.id = l.location_id group by l.stock_id),
        promised as (select r.stock_id, sum(r.open) quantity from {db.TableWithArchived<Reservation>()} r where r.status = {ReservationStatus.Held} group by r.stock_id),
        layered as (select c.stock_id, sum(c.remaining) quantity, sum(c.remaining_value) value from {db.TableWithArchived<CostLayer>()} c where c.open_in is not null group by c.stock_id)
        select s.id as stock_id, s.variant_id, s.warehouse_id, d.what, d.balance, d.sum
        from stock s left join moved m on m.stock_id = s.id left join revalued v on v.stock_id = s.id left join placed p on p.stock_id = s.id
          left join promised r on r.stock_id = s.id left join layered c on c.stock_id = s.id
        cross join lateral (values
          ('on hand, by movements', s.on_hand, coalesce(m.quantity, 0)),
          ('on hand, by locations', s.on_hand, coalesce(p.quantity, 0)),
          ('on hold, by locations', s.on_hold, coalesce(p.held, 0)),
          ('reserved, by reservations', s.reserved, coalesce(r.quantity, 0)),
          ('available', s.available, s.on_hand - s.on_hold - s.reserved),
          ('value, by movements and revaluations', s.value, coalesce(m.value, 0) + coalesce(v.value, 0)),
          ('on hand, by cost layers', case when s.valuation = {ValuationMethod.Fifo} then s.on_hand else 0 end, coalesce(c.quantity, 0)),
          ('value, by cost layers', case when s.valuation = {ValuationMethod.Fifo} then s.value else 0 end, coalesce(c.value, 0))) d(what, balance, sum)
        where d.balance <> d.sum
        union all
        select s.id, s.variant_id, s.warehouse_id, 'at a location, by movements', coalesce(l.on_hand, 0), coalesce(m.quantity, 0)
        from {db.TableWithArchived<Level>()} l full join moved_at m on m.stock_id = l.stock_id and m.location_id = l.location_id and m.lot_id is not distinct from l.lot_id
        join stock s on s.id = coalesce(l.stock_id, m.stock_id)
        where coalesce(l.on_hand, 0) <> coalesce(m.quantity, 0)
        order by 2, 3, 4
        """;
}
