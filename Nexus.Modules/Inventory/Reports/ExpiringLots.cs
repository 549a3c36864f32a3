using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reports;

/// <summary>Lots in stock that can't be sold much longer, or not any more, those that expire first first.</summary>
/// <param name="Days">Within how many days from today.</param>
[Report("inventory.expiring_lots")]
public sealed record ExpiringLots([Range(0, 3_650)] int Days = 30) : IReport<ExpiringLots, ExpiringLots.Row>
{
    public sealed record Row(DateOnly ExpiresOn, string Lot, [References("catalog.variant")] Guid VariantId, string? Sku, string? Name, string Warehouse, string Location, decimal OnHand);

    public static Sql Query(ExpiringLots input, ReportDb db, Call call)
    {
        var last = DateOnly.FromDateTime(call.Now.UtcDateTime).AddDays(input.Days);
        return $"""
            select l.expires_on, l.code as lot, l.variant_id, v.sku, v.name, w.name as warehouse, o.name as location, e.on_hand
            from {db.Table<Lot>()} l
            join {db.Table<Level>()} e on e.lot_id = l.id and e.on_hand > 0
            join {db.TableWithArchived<Location>()} o on o.id = e.location_id
            join {db.TableWithArchived<Warehouse>()} w on w.id = o.warehouse_id
            left join {db.Table("catalog.variant")} v on v.id = l.variant_id
            where l.expires_on <= {last}
            order by l.expires_on, l.code, w.name, o.name
            """;
    }
}
