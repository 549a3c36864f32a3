using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Reservations;

/// <summary>Sends what was reserved to the customer, all or some of it: it leaves the stock, at the cost that the event tells.</summary>
/// <param name="ReservationId">The reservation.</param>
/// <param name="Quantity">How many; all that are still promised when not given.</param>
/// <param name="LocationId">Where they are taken from; from wherever there are some, what expires first first, when not given.</param>
/// <param name="Lot">Only of this lot, or this piece.</param>
/// <param name="EffectiveAt">When they left; now when not given.</param>
[Operation("inventory.reservation.ship", Effect.Write)]
public sealed record ShipReservation(Guid ReservationId, [Range(0.0001, 1_000_000_000)] decimal? Quantity = null, [References<Location>] Guid? LocationId = null, [MaxLength(100)] string? Lot = null, DateTimeOffset? EffectiveAt = null)
    : IWideOperation<ShipReservation, ReservationShipped>
{
    public static async Task<Outcome<ReservationShipped>> Run(ShipReservation input, TenantDb db, Call call, CancellationToken ct)
    {
        var (reservation, stock) = await ReservedStock.Find(db, input.ReservationId, ct) ?? throw Fault.NotFound("reservation");
        var quantity = input.Quantity ?? reservation.Open;
        if ((Check(reservation, quantity, stock.Tracking) ?? MoveChecks.Time(input.EffectiveAt, call)) is { } refused)
            return refused;

        // The promise is kept: what goes out was reserved before.
        stock.Reserve(-quantity);
        var book = StockBook.Of(db, call, stock);
        var location = input.LocationId is null ? null : await book.Place(input.LocationId, ct);
        var lot = await LotBook.Find(db, stock.VariantId, input.Lot, ct);
        if (input.Lot is not null && lot is null)
            return new Refusal("unknown_lot", "There is no such lot or piece.", "lot");
        var made = new List<Movement>();
        var move = new Move(MovementKind.Shipment, input.EffectiveAt?.ToUniversalTime() ?? call.Now, reservation.Reference, reservation.SourceId ?? reservation.Id);
        if (await book.TakeOut(move, location, lot?.Id, quantity, ct, made) is { } lacking)
            return lacking;

        reservation.Shipped += quantity;
        reservation.Open -= quantity;
        if (reservation.Open == 0)
            reservation.Status = ReservationStatus.Shipped;
        var cost = stock.Value with { Amount = -made.Sum(m => m.Value.Amount) };
        return book.Tell(new ReservationShipped(reservation.Id, stock.Id, stock.VariantId, stock.WarehouseId, quantity, reservation.Open, cost, reservation.Reference, reservation.SourceId, [.. made.Select(m => m.Id)])).AnswerWith(reservation);
    }

    /// <summary>What can be refused before looking for the goods.</summary>
    public static Refusal? Check(Reservation reservation, decimal quantity, Tracking tracking) =>
        reservation.Ended()
        ?? (quantity > reservation.Open ? new Refusal("more_than_reserved", $"Only {Picking.Amount(reservation.Open)} are still promised.", "quantity") : null)
        ?? MoveChecks.Quantity(quantity, tracking);
}

/// <summary>What was reserved left for the customer.</summary>
/// <param name="Open">How many are still promised.</param>
/// <param name="Cost">What the goods cost: the cost of goods sold.</param>
/// <param name="MovementIds">Their movements; each has its <c>inventory.movement.made</c> as well.</param>
[Event("inventory.reservation.shipped")]
public sealed record ReservationShipped(Guid ReservationId, Guid StockId, Guid VariantId, Guid WarehouseId, decimal Quantity, decimal Open, Money Cost, string? Reference, Guid? SourceId, Guid[] MovementIds);
