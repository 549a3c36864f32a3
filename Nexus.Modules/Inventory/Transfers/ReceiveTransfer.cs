using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Movements;

namespace Nexus.Modules.Inventory.Transfers;

/// <summary>Takes a transfer that was on its way into stock where it was sent to, at the value with which it left. Of what was lost on the way the event tells the value.</summary>
/// <param name="TransferId">The transfer.</param>
/// <param name="Quantity">How many arrived; all when not given.</param>
[Operation("inventory.transfer.receive", Effect.Write)]
public sealed record ReceiveTransfer(Guid TransferId, [Range(0, 1_000_000_000)] decimal? Quantity = null) : IWideOperation<ReceiveTransfer, TransferReceived>
{
    public static async Task<Outcome<TransferReceived>> Run(ReceiveTransfer input, TenantDb db, Call call, CancellationToken ct)
    {
        var transfer = await db.Find<Transfer>(input.TransferId, ct) ?? throw Fault.NotFound("transfer");
        var arrived = input.Quantity ?? transfer.Quantity;
        if (Check(transfer, arrived) is { } refused)
            return refused;

        var book = await StockBook.Open(db, call, transfer.VariantId, transfer.ToWarehouseId, ct);
        if (MoveChecks.Quantity(arrived, book.Stock.Tracking) is { } unfit)
            return unfit;
        var value = arrived == transfer.Quantity ? transfer.Value.Amount : Currency.Round(transfer.Value.Amount * arrived / transfer.Quantity, transfer.Value.Currency);
        if (arrived > 0)
            await book.In(new Move(MovementKind.Transfer, call.Now, transfer.Reference, transfer.Id), await book.Place(transfer.ToLocationId, ct), transfer.LotId, arrived, value, ct);
        (transfer.Status, transfer.ReceivedAt) = (TransferStatus.Received, call.Now);
        var lost = transfer.Value with { Amount = transfer.Value.Amount - value };
        return book.Tell(new TransferReceived(transfer.Id, transfer.VariantId, transfer.FromWarehouseId, transfer.ToWarehouseId, arrived, transfer.Quantity - arrived, transfer.Value with { Amount = value }, lost)).AnswerWith(transfer);
    }

    /// <summary>What can be refused without looking at the stock.</summary>
    public static Refusal? Check(Transfer transfer, decimal arrived) =>
        transfer.Status is TransferStatus.Received ? new Refusal("already_received", "The transfer has arrived already.")
        : arrived > transfer.Quantity ? new Refusal("more_than_sent", $"Only {Picking.Amount(transfer.Quantity)} were sent. Adjust the stock for what was found besides.", "quantity")
        : MoveChecks.Quantity(arrived);
}

/// <summary>A transfer arrived.</summary>
/// <param name="Lost">How many were lost on the way.</param>
/// <param name="LostValue">What those were worth.</param>
[Event("inventory.transfer.received")]
public sealed record TransferReceived(Guid TransferId, Guid VariantId, Guid FromWarehouseId, Guid ToWarehouseId, decimal Quantity, decimal Lost, Money Value, Money LostValue);
