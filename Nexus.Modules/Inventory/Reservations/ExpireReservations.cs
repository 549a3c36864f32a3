using Nexus.Kernel.Declare;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Ends the reservations whose time is over, so that others can buy what they held. Runs by itself when the time comes.</summary>
[Operation(Name, Effect.Write)]
public sealed record ExpireReservations : IWideOperation<ExpireReservations, ReservationsExpired>
{
    public const string Name = "inventory.reservation.expire";

    /// <summary>Reservations that one run ends; what is left, the next one does.</summary>
    private const int PortionMax = 500;

    public static async Task<Outcome<ReservationsExpired>> Run(ExpireReservations input, TenantDb db, Call call, CancellationToken ct)
    {
        // Who has one locked is doing something with it: the next run sees what.
        var due = await db.Query<Reservation>($"where t.status = {ReservationStatus.Held} and t.expires_at <= {call.Now} order by t.expires_at, t.id limit {PortionMax} for update skip locked", ct);
        var ended = await End(db, due, ct);
        var next = await db.Scalar<DateTimeOffset>($"select min(r.expires_at) from {db.Table<Reservation>()} r where r.status = {ReservationStatus.Held} and r.id <> all({due.Select(r => r.Id).ToArray()})", ct);
        if (next != default)
            db.RunLater(Name, next > call.Now ? next : call.Now, call);
        return Outcome.Of(new ReservationsExpired(ended.Count)).Also([.. ended.Select(e => e.Told)]);
    }

    /// <summary>Ends those of one variant, for somebody who finds too little of it.</summary>
    internal static async Task Of(TenantDb db, Call call, Guid variant, Held held, CancellationToken ct)
    {
        var due = await db.Query<Reservation>($"where t.variant_id = {variant} and t.status = {ReservationStatus.Held} and t.expires_at <= {call.Now} order by t.id limit {PortionMax} for update skip locked", ct);
        foreach (var (stock, told) in await End(db, due, ct))
        {
            held.Stock.Add(stock);
            held.Told.Add(told);
        }
    }

    private static async Task<IReadOnlyList<(Stock Stock, ReservationExpired Told)>> End(TenantDb db, IReadOnlyList<Reservation> due, CancellationToken ct)
    {
        var ended = new List<(Stock, ReservationExpired)>();
        foreach (var group in due.GroupBy(r => r.StockId).OrderBy(g => g.Key))
        {
            var stock = (await db.Find<Stock>(group.Key, ct))!;
            foreach (var reservation in group)
            {
                ended.Add((stock, new ReservationExpired(reservation.Id, stock.Id, stock.VariantId, stock.WarehouseId, reservation.Open, reservation.Reference, reservation.SourceId)));
                reservation.End(ReservationStatus.Expired, stock);
            }
        }

        return ended;
    }
}

/// <summary>Reservations ended because their time was over; each has its <c>inventory.reservation.expired</c> as well.</summary>
[Event("inventory.reservation.many_expired")]
public sealed record ReservationsExpired(int Count);

/// <summary>A reservation's time was over before all of it was shipped.</summary>
/// <param name="Quantity">How many were still promised.</param>
[Event("inventory.reservation.expired")]
public sealed record ReservationExpired(Guid ReservationId, Guid StockId, Guid VariantId, Guid WarehouseId, decimal Quantity, string? Reference, Guid? SourceId);
