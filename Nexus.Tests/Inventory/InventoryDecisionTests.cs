using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Counts;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Reservations;
using Nexus.Modules.Inventory.Transfers;
using Nexus.Tests.Crm;

namespace Nexus.Tests.Inventory;

/// <summary>What is refused, in order of precedence.</summary>
[TestClass]
public sealed class InventoryDecisionTests
{
    private static readonly Call Call = Circumstances.Call;

    [TestMethod]
    public void Receive()
    {
        (string What, ReceiveStock Input, string? Refusal)[] rows =
        [
            ("a kind that goes out before all", new(Guid.Empty, 0.00001m, Kind: MovementKind.Shipment), "not_a_receipt"),
            ("too fine before the time", new(Guid.Empty, 0.00001m, EffectiveAt: Call.Now.AddDays(1)), "quantity_too_fine"),
            ("what is still to come before the cost", new(Guid.Empty, 1, new Money(1, "USD"), EffectiveAt: Call.Now.AddDays(1)), "in_the_future"),
            ("another currency", new(Guid.Empty, 1, new Money(1, "USD")), "other_currency"),
            ("a purchase", new(Guid.Empty, 1, new Money(1, "EUR")), null),
            ("a return, yesterday", new(Guid.Empty, 0.25m, Kind: MovementKind.Return, EffectiveAt: Call.Now.AddDays(-1)), null),
        ];
        foreach (var (what, input, refusal) in rows)
            Assert.AreEqual(refusal, ReceiveStock.Check(input, Call)?.Code, what);
    }

    [TestMethod]
    public void Adjust()
    {
        (string What, AdjustStock Input, string? Refusal)[] rows =
        [
            ("nothing before all", new(Guid.Empty, 0, MovementKind.Shipment), "nothing_to_adjust"),
            ("a shipment", new(Guid.Empty, 1, MovementKind.Shipment), "not_an_adjustment"),
            ("more by damage", new(Guid.Empty, 1, MovementKind.Damage, EffectiveAt: Call.Now.AddDays(1)), "only_fewer"),
            ("too fine", new(Guid.Empty, -0.00001m, EffectiveAt: Call.Now.AddDays(1)), "quantity_too_fine"),
            ("what is still to come", new(Guid.Empty, -1, EffectiveAt: Call.Now.AddDays(1)), "in_the_future"),
            ("fewer by damage", new(Guid.Empty, -1, MovementKind.Damage), null),
            ("more by correction", new(Guid.Empty, 1), null),
        ];
        foreach (var (what, input, refusal) in rows)
            Assert.AreEqual(refusal, AdjustStock.Check(input, Call)?.Code, what);
    }

    [TestMethod]
    public void Lots_are_named_where_they_are_told_apart()
    {
        (Tracking Tracking, string? Lot, decimal Quantity, string? Refusal)[] rows =
        [
            (Tracking.None, "L1", 1, "not_tracked"),
            (Tracking.None, null, 5, null),
            (Tracking.Lot, null, 5, "lot_required"),
            (Tracking.Lot, "L1", 5, null),
            (Tracking.Serial, null, 5, "serial_required"),
            (Tracking.Serial, "S1", 5, "one_piece"),
            (Tracking.Serial, "S1", 1, null),
        ];
        foreach (var (tracking, lot, quantity, refusal) in rows)
            Assert.AreEqual(refusal, LotBook.Check(tracking, lot, quantity)?.Code, $"{tracking} {lot} {quantity}");
        Assert.AreEqual("whole_pieces", MoveChecks.Quantity(1.5m, Tracking.Serial)?.Code);
    }

    [TestMethod]
    public void Release()
    {
        (ReservationStatus Status, string? Refusal)[] rows =
        [
            (ReservationStatus.Shipped, "already_shipped"),
            (ReservationStatus.Released, "already_released"),
            (ReservationStatus.Expired, "expired"),
            (ReservationStatus.Held, null),
        ];
        foreach (var (status, refusal) in rows)
        {
            var (reservation, stock) = (Reservation(status), Stock());
            Assert.AreEqual(refusal, ReleaseReservation.Decide(new ReleaseReservation(reservation.Id), new ReservedStock(reservation, stock), Call).Refused?.Code, status.ToString());
            Assert.AreEqual(refusal is null ? (0m, 10m, 0m) : (4m, 6m, 4m), (stock.Reserved, stock.Available, reservation.Open));
        }
    }

    [TestMethod]
    public void What_was_shipped_in_part_ends_as_shipped()
    {
        var (reservation, stock) = (Reservation(ReservationStatus.Held), Stock());
        reservation.Shipped = 1;
        ReleaseReservation.Decide(new ReleaseReservation(reservation.Id), new ReservedStock(reservation, stock), Call);
        Assert.AreEqual(ReservationStatus.Shipped, reservation.Status);
    }

    [TestMethod]
    public void Ship()
    {
        (string What, ReservationStatus Status, decimal Quantity, Tracking Tracking, string? Refusal)[] rows =
        [
            ("released before all", ReservationStatus.Released, 5, Tracking.Serial, "already_released"),
            ("more than promised", ReservationStatus.Held, 4.00001m, Tracking.None, "more_than_reserved"),
            ("too fine", ReservationStatus.Held, 3.00001m, Tracking.None, "quantity_too_fine"),
            ("half a piece", ReservationStatus.Held, 3.5m, Tracking.Serial, "whole_pieces"),
            ("some", ReservationStatus.Held, 3.5m, Tracking.Lot, null),
            ("all", ReservationStatus.Held, 4, Tracking.Serial, null),
        ];
        foreach (var (what, status, quantity, tracking, refusal) in rows)
            Assert.AreEqual(refusal, ShipReservation.Check(Reservation(status), quantity, tracking)?.Code, what);
    }

    [TestMethod]
    public void Receive_a_transfer_and_count()
    {
        Assert.AreEqual("already_received", ReceiveTransfer.Check(new Transfer { Status = TransferStatus.Received, Quantity = 1 }, 5)?.Code);
        Assert.AreEqual("more_than_sent", ReceiveTransfer.Check(new Transfer { Quantity = 1 }, 5)?.Code);
        Assert.AreEqual("quantity_too_fine", ReceiveTransfer.Check(new Transfer { Quantity = 1 }, 0.00001m)?.Code);
        Assert.IsNull(ReceiveTransfer.Check(new Transfer { Quantity = 1 }, 0));
        Assert.AreEqual("archived", RecordCount.Check(new StockCount { ArchivedAt = Call.Now, Status = CountStatus.Posted })?.Code);
        Assert.AreEqual("already_posted", RecordCount.Check(new StockCount { Status = CountStatus.Posted })?.Code);
        Assert.IsNull(RecordCount.Check(new StockCount()));
    }

    [TestMethod]
    public void The_reorder_point_is_told_when_it_is_reached_and_not_again()
    {
        var stock = Stock();
        stock.ReorderPoint = 6;
        Assert.IsNotNull(stock.Crossed(7));
        Assert.IsNull(stock.Crossed(6));
        stock.ReorderPoint = 5;
        Assert.IsNull(stock.Crossed(7));
    }

    private static Reservation Reservation(ReservationStatus status) => new() { Id = Guid.CreateVersion7(), Quantity = 4, Open = 4, Status = status };

    private static Stock Stock() => new() { Id = Guid.CreateVersion7(), OnHand = 10, Reserved = 4, Available = 6, Value = new Money(0, "EUR") };
}
