using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Gives up what is still promised by a reservation: it can be sold to others.</summary>
/// <param name="ReservationId">The reservation.</param>
[Operation("inventory.reservation.release", Effect.Write)]
public sealed record ReleaseReservation(Guid ReservationId) : IOperation<ReleaseReservation, ReservedStock, ReservationReleased>
{
    public static Task<ReservedStock?> Load(ReleaseReservation input, TenantDb db, CancellationToken ct) => ReservedStock.Find(db, input.ReservationId, ct);

    public static Outcome<ReservationReleased> Decide(ReleaseReservation input, ReservedStock state, Call call)
    {
        var (reservation, stock) = state;
        if (reservation.Ended() is { } ended)
            return ended;
        var open = reservation.Open;
        reservation.End(ReservationStatus.Released, stock);
        return Outcome.Of(new ReservationReleased(reservation.Id, stock.Id, stock.VariantId, stock.WarehouseId, open, reservation.Reference, reservation.SourceId)).AnswerWith(reservation);
    }
}

/// <summary>A reservation, and the stock from which it is, both locked.</summary>
public sealed record ReservedStock(Reservation Reservation, Stock Stock)
{
    internal static async Task<ReservedStock?> Find(TenantDb db, Guid id, CancellationToken ct) =>
        await db.Find<Reservation>(id, ct) is { } reservation ? new ReservedStock(reservation, (await db.Find<Stock>(reservation.StockId, ct))!) : null;
}

/// <summary>What was still promised was given up.</summary>
/// <param name="Quantity">How many.</param>
[Event("inventory.reservation.released")]
public sealed record ReservationReleased(Guid ReservationId, Guid StockId, Guid VariantId, Guid WarehouseId, decimal Quantity, string? Reference, Guid? SourceId);
