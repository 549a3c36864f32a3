using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>Where what goes out is taken from: what expires first, then what came to a location first.</summary>
internal static class Picking
{
    /// <summary>Levels that hold the quantity together, locked, each with what is taken from it.</summary>
    /// <param name="location">Only from here; from all locations that aren't on hold when null.</param>
    /// <param name="lot">Only of this lot.</param>
    /// <param name="mayLack">What isn't there is taken from the main location all the same.</param>
    /// <returns>The levels with their locations, or the refusal when there isn't as much.</returns>
    public static async Task<(IReadOnlyList<(Level Level, Location Location, decimal Quantity)> Taken, Refusal? Refused)> Pick(
        StockBook book, TenantDb db, Location? location, Guid? lot, decimal quantity, bool mayLack, CancellationToken ct)
    {
        var stock = book.Stock;
        Sql here = location is not null
            ? (Sql)$"t.location_id = {location.Id}"
            : (Sql)$"t.location_id not in (select o.id from {db.Table<Location>()} o where o.warehouse_id = {stock.WarehouseId} and o.purpose = {LocationPurpose.Quarantine})";
        Sql which = lot is null ? Sql.Empty : (Sql)$" and t.lot_id = {lot}";
        var levels = await db.Query<Level>($"""
            where t.stock_id = {stock.Id} and t.on_hand > 0 and {here}{which}
            order by (select l.expires_on from {db.Table<Lot>()} l where l.id = t.lot_id) nulls last, t.created_at, t.id for update
            """, ct);

        var (taken, left) = (new List<(Level, Location, decimal)>(), quantity);
        foreach (var level in levels.TakeWhile(_ => left > 0))
        {
            var some = Math.Min(left, level.OnHand);
            taken.Add((level, location ?? new Location { Id = level.LocationId, WarehouseId = stock.WarehouseId }, some));
            left -= some;
        }

        if (left == 0)
            return (taken, null);
        if (!mayLack || stock.Tracking is not Tracking.None)
            return ([], new Refusal("not_enough_stock", $"There are only {Amount(quantity - left)} to take{(location is null ? "" : " at this location")}.", "quantity"));

        // The main location owes what isn't there; it may have been among those that were emptied.
        var main = location ?? await book.Place(null, ct);
        var debtor = await book.Level(main.Id, null, ct);
        var index = taken.FindIndex(t => t.Item1 == debtor);
        if (index >= 0)
            taken[index] = (debtor, main, taken[index].Item3 + left);
        else
            taken.Add((debtor, main, left));
        return (taken, null);
    }

    internal static string Amount(decimal quantity) => quantity.ToString("0.####", System.Globalization.CultureInfo.InvariantCulture);
}
