using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Transfers;
using Nexus.Modules.Inventory.Valuation;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>What the stock of each warehouse was worth at the end of a day: movements by the day on which they happened, revaluations by the day on which they were found out. What was on its way between warehouses has a line of its own.</summary>
/// <param name="On">The day; today when not given. Days are counted in UTC.</param>
/// <param name="VariantId">Only this variant.</param>
[Report("inventory.stock_value", Axis = "warehouse", Measure = "value")]
public sealed record StockValue(DateOnly? On = null, [References("catalog.variant")] Guid? VariantId = null) : IReport<StockValue, StockValue.Row>
{
    /// <param name="Warehouse">The warehouse, or <c>In transit</c>.</param>
    public sealed record Row(string Warehouse, decimal Quantity, decimal Value, string Currency);

    public static Sql Query(StockValue input, ReportDb db, Call call)
    {
        var day = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var end = day == DateOnly.MaxValue ? DateTimeOffset.MaxValue : new DateTimeOffset(day.AddDays(1).ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return $"""
            select w.name as warehouse, sum(x.quantity) as quantity, sum(x.value) as value, {call.Tenant.Currency} as currency
            from (
              select m.warehouse_id, m.quantity, m.value from {db.TableWithArchived<Movement>()} m where m.effective_at < {end} and ({input.VariantId}::uuid is null or m.variant_id = {input.VariantId})
              union all
              select m.warehouse_id, 0, r.value from {db.TableWithArchived<Revaluation>()} r join {db.TableWithArchived<Movement>()} m on m.id = r.movement_id
              where r.created_at < {end} and ({input.VariantId}::uuid is null or m.variant_id = {input.VariantId})) x
            join {db.TableWithArchived<Warehouse>()} w on w.id = x.warehouse_id
            group by w.id, w.name
            union all
            select 'In transit', sum(t.quantity), sum(t.value), {call.Tenant.Currency}
            from {db.TableWithArchived<Transfer>()} t
            where t.created_at < {end} and (t.received_at is null or t.received_at >= {end}) and ({input.VariantId}::uuid is null or t.variant_id = {input.VariantId})
            having count(*) > 0
            order by 1
            """;
    }
}
