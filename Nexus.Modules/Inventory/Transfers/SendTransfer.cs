using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Transfers;

/// <summary>Sends some of a variant to another location. Within a warehouse it is there at once; to another warehouse it is on its way until it is received there. What is promised to customers stays.</summary>
/// <param name="VariantId">What goes.</param>
/// <param name="Quantity">How many.</param>
/// <param name="FromWarehouseId">The warehouse that it leaves; the first warehouse when not given.</param>
/// <param name="FromLocationId">The location that it leaves; the main one when not given.</param>
/// <param name="ToWarehouseId">The warehouse that it goes to; the same when not given.</param>
/// <param name="ToLocationId">The location that it goes to; the main one when not given.</param>
/// <param name="Lot">Number of the lot or of the piece, where they are told apart.</param>
/// <param name="Reference">What it is for.</param>
[Operation("inventory.transfer.send", Effect.Write)]
public sealed record SendTransfer(
    [References("catalog.variant")] Guid VariantId,
    [Range(0.0001, 1_000_000_000)] decimal Quantity,
    [References<Warehouse>] Guid? FromWarehouseId = null,
    [References<Location>] Guid? FromLocationId = null,
    [References<Warehouse>] Guid? ToWarehouseId = null,
    [References<Location>] Guid? ToLocationId = null,
    [MaxLength(100)] string? Lot = null,
    [MaxLength(200)] string? Reference = null) : IWideOperation<SendTransfer, TransferSent>
{
    public static async Task<Outcome<TransferSent>> Run(SendTransfer input, TenantDb db, Call call, CancellationToken ct)
    {
        if (MoveChecks.Quantity(input.Quantity) is { } unfit)
            return unfit;
        var source = await StockBook.Find(db, input.FromWarehouseId, ct);
        var target = input.ToWarehouseId is null ? source : await StockBook.Find(db, input.ToWarehouseId, ct);
        var book = await StockBook.Open(db, call, input.VariantId, source.Id, ct);
        var stock = book.Stock;
        if ((MoveChecks.Quantity(input.Quantity, stock.Tracking) ?? LotBook.Check(stock.Tracking, input.Lot, input.Quantity)) is { } wrong)
            return wrong;

        var from = await book.Place(input.FromLocationId, ct, "from_location_id");
        var to = await Destination(db, target, input.ToLocationId, ct);
        if (from.Id == to.Id)
            return new Refusal("same_location", "It is there already.", "to_location_id");
        var lot = await LotBook.Find(db, input.VariantId, input.Lot, ct);
        if (input.Lot is not null && lot is null)
            return new Refusal("unknown_lot", "There is no such lot or piece.", "lot");
        // What can be sold there is less than what there is: some of it is promised.
        if (source.Id != target.Id && from.Purpose is LocationPurpose.Storage && stock.Available < input.Quantity)
            return new Refusal("not_enough_stock", $"Only {Picking.Amount(Math.Max(0, stock.Available))} aren't promised to somebody.", "quantity");
        var level = await book.Level(from.Id, lot?.Id, ct);
        if (level.OnHand < input.Quantity)
            return new Refusal("not_enough_stock", $"There are only {Picking.Amount(level.OnHand)} to take at this location.", "quantity");

        var transfer = new Transfer
        {
            Id = call.NewId(),
            VariantId = input.VariantId,
            FromWarehouseId = source.Id,
            FromLocationId = from.Id,
            ToWarehouseId = target.Id,
            ToLocationId = to.Id,
            LotId = lot?.Id,
            Quantity = input.Quantity,
            Value = new Money(0, stock.Value.Currency),
            Reference = input.Reference,
        };
        var move = new Move(MovementKind.Transfer, call.Now, input.Reference, transfer.Id);
        if (source.Id == target.Id)
        {
            await book.Within(move, level, from, to, input.Quantity, ct);
            (transfer.Status, transfer.ReceivedAt) = (TransferStatus.Received, call.Now);
        }
        else
        {
            var movement = await book.Out(move, level, from, input.Quantity, ct);
            transfer.Value = movement.Value with { Amount = -movement.Value.Amount };
        }

        return book.Tell(TransferSent.Of(transfer)).Add(transfer).AnswerWith(transfer);
    }

    private static async Task<Location> Destination(TenantDb db, Warehouse warehouse, Guid? id, CancellationToken ct)
    {
        var location = await db.Get<Location>(id ?? warehouse.MainLocationId, ct) ?? throw Fault.Invalid([new FieldFault("to_location_id", "unknown_reference", "There is no such location.")]);
        return location.WarehouseId == warehouse.Id ? location : throw Fault.Refused(new Refusal("other_warehouse", "The location is in another warehouse. Name that one, too.", "to_location_id"));
    }
}

/// <summary>Some of a variant was sent to another location.</summary>
/// <param name="Status">Whether it has arrived already.</param>
/// <param name="Value">What is on its way is worth, at cost.</param>
[Event("inventory.transfer.sent")]
public sealed record TransferSent(Guid TransferId, Guid VariantId, Guid FromWarehouseId, Guid ToWarehouseId, decimal Quantity, Money Value, TransferStatus Status, string? Reference)
{
    internal static TransferSent Of(Transfer t) => new(t.Id, t.VariantId, t.FromWarehouseId, t.ToWarehouseId, t.Quantity, t.Value, t.Status, t.Reference);
}
