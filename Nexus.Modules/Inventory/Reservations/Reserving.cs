using Nexus.Kernel.Declare;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>
/// Promises stock. Where there is plenty it is only read, and judged again in the very statement that takes the promise off it, right before the
/// commit. Else one statement finds a warehouse that has enough and locks its stock: who comes too late is told so without waiting for a lock, and who
/// waited for one is told what is so after it.
/// </summary>
internal static class Reserving
{
    /// <summary>A promise for longer would be an order.</summary>
    public const int ExpiresInMinutesMax = 60 * 24 * 90;

    /// <param name="held">What the operation has locked and told so far; what this does is added.</param>
    /// <returns>The reservation, or why there is none.</returns>
    public static async Task<(Reservation? Made, Refusal? Refused)> Reserve(TenantDb db, Call call, ReserveLine line, Terms terms, Held held, CancellationToken ct)
    {
        if (MoveChecks.Quantity(line.Quantity) is { } unfit)
            return (null, unfit);
        if (await Plenty(db, line, held, ct) is { } plenty)
        {
            db.AddWhenSaved<Stock>(plenty.Id, call, $"t.available >= {line.Quantity}", (nameof(Stock.Reserved), line.Quantity), (nameof(Stock.Available), -line.Quantity));
            return (Promise(db, call, plenty, line, terms), null);
        }

        var look = await Look(db, call, line, ct);
        var stock = look.MayOwe || look.Most >= line.Quantity ? await Enough(db, line, held, ct) : null;
        if (stock is null)
        {
            if (look.Expired)
                await ExpireReservations.Of(db, call, line.VariantId, held, ct);
            stock = held.Of(line).FirstOrDefault(s => s.Available >= line.Quantity) ?? (look.MayOwe ? await Owing(db, call, line, ct) : null);
            if (stock is null)
                return (null, await Refuse(db, line, look.Most, held, ct));
        }

        held.Stock.Add(stock);
        var before = stock.Available;
        stock.Reserve(line.Quantity);
        if (stock.Crossed(before) is { } crossed)
            held.Told.Add(crossed);
        return (Promise(db, call, stock, line, terms), null);
    }

    private static Reservation Promise(TenantDb db, Call call, Stock stock, ReserveLine line, Terms terms)
    {
        var reservation = db.Add(new Reservation
        {
            Id = call.NewId(),
            StockId = stock.Id,
            VariantId = stock.VariantId,
            WarehouseId = stock.WarehouseId,
            Quantity = line.Quantity,
            Open = line.Quantity,
            ExpiresAt = terms.ExpiresAt,
            Reference = terms.Reference,
            SourceId = line.SourceId ?? terms.SourceId,
        });
        if (terms.ExpiresAt is { } end)
            db.RunLater(ExpireReservations.Name, end, call);
        return reservation;
    }

    /// <summary>
    /// Stock with enough to sell, not locked: it is judged again when the promise is saved, and locked only then. Not where the number that is left
    /// decides more than this (a reorder point), nor where this operation asks for it more than once.
    /// </summary>
    private static async Task<Stock?> Plenty(TenantDb db, ReserveLine line, Held held, CancellationToken ct)
    {
        Sql where = line.WarehouseId is { } id ? (Sql)$"t.id = {Stock.IdOf(line.VariantId, id)}" : (Sql)$"t.variant_id = {line.VariantId}";
        return held.Repeated.Contains(line.VariantId) ? null : (await db.Query<Stock>($"""
            where {where} and t.available >= {line.Quantity} and t.reorder_point is null
            order by (select w.position from {db.Table<Warehouse>()} w where w.id = t.warehouse_id), t.id limit 1
            """, ct)).FirstOrDefault();
    }

    /// <summary>Stock with enough to sell, or of a warehouse that may promise more than it has, locked.</summary>
    private static async Task<Stock?> Enough(TenantDb db, ReserveLine line, Held held, CancellationToken ct)
    {
        var spent = held.Of(line).Where(s => s.Available < line.Quantity).Select(s => s.Id).ToArray();
        Sql where = line.WarehouseId is { } id ? (Sql)$"t.id = {Stock.IdOf(line.VariantId, id)}" : (Sql)$"t.variant_id = {line.VariantId}";
        return (await db.Query<Stock>($"""
            where {where} and t.id <> all({spent}) and (t.available >= {line.Quantity} or exists (select 1 from {db.Table<Warehouse>()} w where w.id = t.warehouse_id and w.allows_negative and w.archived_at is null))
            order by t.available < {line.Quantity}, (select w.position from {db.Table<Warehouse>()} w where w.id = t.warehouse_id), t.id limit 1 for update
            """, ct)).FirstOrDefault();
    }

    /// <summary>A warehouse that may promise more than it has may promise also what it never had.</summary>
    private static async Task<Stock?> Owing(TenantDb db, Call call, ReserveLine line, CancellationToken ct)
    {
        var warehouse = (await db.Query<Warehouse>($"where t.archived_at is null and t.allows_negative and ({line.WarehouseId}::uuid is null or t.id = {line.WarehouseId}) order by t.position, t.id limit 1", ct)).FirstOrDefault();
        return warehouse is null ? null : (await StockBook.Open(db, call, line.VariantId, warehouse.Id, ct)).Stock;
    }

    /// <summary>What else there may be, all by one question: most who come too late get no further.</summary>
    private static async Task<(bool Expired, bool MayOwe, decimal Most)> Look(TenantDb db, Call call, ReserveLine line, CancellationToken ct)
    {
        var seen = await db.Scalar<decimal[]>($"""
            select array[
              (exists (select 1 from {db.Table<Reservation>()} r where r.variant_id = {line.VariantId} and r.status = {ReservationStatus.Held} and r.expires_at <= {call.Now}))::int,
              (exists (select 1 from {db.Table<Warehouse>()} w where w.allows_negative and w.archived_at is null and ({line.WarehouseId}::uuid is null or w.id = {line.WarehouseId})))::int,
              (select coalesce(max(s.available), 0) from {db.Table<Stock>()} s where s.variant_id = {line.VariantId} and ({line.WarehouseId}::uuid is null or s.warehouse_id = {line.WarehouseId}))]::numeric[]
            """, ct);
        return (seen![0] == 1, seen[1] == 1, seen[2]);
    }

    private static async Task<Refusal> Refuse(TenantDb db, ReserveLine line, decimal most, Held held, CancellationToken ct)
    {
        if (line.WarehouseId is not null)
            await StockBook.Find(db, line.WarehouseId, ct);
        if (held.Of(line).Any())
            most = held.Of(line).Max(s => s.Available);
        return new Refusal("not_enough_stock", most > 0 ? $"Only {Picking.Amount(most)} can still be sold." : "None can be sold any more.", "quantity");
    }
}

/// <summary>Stock that an operation has locked and changed already, of which the database still says what was before; and the events that it has to tell besides its own.</summary>
internal sealed class Held
{
    public HashSet<Stock> Stock { get; } = [];

    public List<object> Told { get; } = [];

    /// <summary>Variants that the operation asks for more than once.</summary>
    public IReadOnlySet<Guid> Repeated { get; init; } = new HashSet<Guid>();

    /// <summary>What may serve a line.</summary>
    public IEnumerable<Stock> Of(ReserveLine line) => Stock.Where(s => s.VariantId == line.VariantId && (line.WarehouseId is null || s.WarehouseId == line.WarehouseId));
}

/// <summary>What reservations that are made together have in common.</summary>
internal sealed record Terms(DateTimeOffset? ExpiresAt, string? Reference, Guid? SourceId)
{
    public static Terms Of(Call call, int? minutes, string? reference, Guid? sourceId) => new(minutes is { } m ? call.Now.AddMinutes(m) : null, reference, sourceId);
}

/// <summary>What is to be reserved.</summary>
/// <param name="VariantId">What.</param>
/// <param name="Quantity">How many.</param>
/// <param name="WarehouseId">Where from; the first warehouse that has enough when not given.</param>
/// <param name="SourceId">The row of another module that it is for, such as an order's line.</param>
public sealed record ReserveLine([References("catalog.variant")] Guid VariantId, [System.ComponentModel.DataAnnotations.Range(0.0001, 1_000_000_000)] decimal Quantity = 1, [References<Warehouse>] Guid? WarehouseId = null, Guid? SourceId = null);
