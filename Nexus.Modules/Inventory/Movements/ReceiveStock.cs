using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>Takes goods into stock at what they cost. Entered for an earlier day, they take their place in the order in which goods are used up; nothing that was booked is changed, the difference is booked today.</summary>
/// <param name="VariantId">What came in.</param>
/// <param name="Quantity">How many.</param>
/// <param name="UnitCost">What one cost, in the business's own currency; as at the last receipt when not given.</param>
/// <param name="WarehouseId">Where to; the first warehouse when not given.</param>
/// <param name="LocationId">Where in it; its main location when not given.</param>
/// <param name="Lot">Number of the lot or of the piece, where they are told apart.</param>
/// <param name="ExpiresOn">The last day on which the lot can be sold.</param>
/// <param name="Kind">Where from: purchase, production, return, opening or correction (it was found).</param>
/// <param name="EffectiveAt">When it came in; now when not given.</param>
/// <param name="Reference">What it was for, such as the number of a delivery note.</param>
/// <param name="SourceId">The row of another module that it was for.</param>
[Operation("inventory.stock.receive", Effect.Write)]
public sealed record ReceiveStock(
    [References("catalog.variant")] Guid VariantId,
    [Range(0.0001, 1_000_000_000)] decimal Quantity,
    [Range(0d, 999_999_999_999d)] Money? UnitCost = null,
    [References<Warehouse>] Guid? WarehouseId = null,
    [References<Location>] Guid? LocationId = null,
    [MaxLength(100)] string? Lot = null,
    DateOnly? ExpiresOn = null,
    MovementKind Kind = MovementKind.Purchase,
    DateTimeOffset? EffectiveAt = null,
    [MaxLength(200)] string? Reference = null,
    Guid? SourceId = null) : IWideOperation<ReceiveStock, StockReceived>
{
    public static async Task<Outcome<StockReceived>> Run(ReceiveStock input, TenantDb db, Call call, CancellationToken ct)
    {
        if (Check(input, call) is { } wrong)
            return wrong;
        var book = await StockBook.Open(db, call, input.VariantId, input.WarehouseId, ct);
        var stock = book.Stock;
        if ((MoveChecks.Quantity(input.Quantity, stock.Tracking) ?? LotBook.Check(stock.Tracking, input.Lot, input.Quantity)) is { } unfit)
            return unfit;
        if (input.UnitCost is null && stock.LastMovedAt is null)
            return new Refusal("unit_cost_required", "Say what one cost: none of it has come in before.", "unit_cost");

        var location = await book.Place(input.LocationId, ct);
        var lot = await LotBook.FindOrAdd(db, call, input.VariantId, input.Lot, input.ExpiresOn, ct);
        if (await LotBook.Twice(db, stock.Tracking, lot, ct) is { } twice)
            return twice;

        var cost = Currency.Round(input.Quantity * (input.UnitCost?.Amount ?? stock.UnitCost), stock.Value.Currency);
        var movement = await book.In(new Move(input.Kind, input.EffectiveAt?.ToUniversalTime() ?? call.Now, input.Reference, input.SourceId), location, lot?.Id, input.Quantity, cost, ct);
        return book.Tell(new StockReceived(stock.Id, movement.Id, stock.VariantId, stock.WarehouseId, movement.Quantity, movement.Value, stock.OnHand, stock.Available, input.Reference, input.SourceId));
    }

    /// <summary>What can be refused without looking at the stock.</summary>
    public static Refusal? Check(ReceiveStock input, Call call) =>
        input.Kind is MovementKind.Shipment or MovementKind.Consumption or MovementKind.Transfer or MovementKind.Count or MovementKind.Damage
            ? new Refusal("not_a_receipt", $"Nothing comes in by a {Names.Snake(input.Kind.ToString())}.", "kind")
            : MoveChecks.Quantity(input.Quantity) ?? MoveChecks.Time(input.EffectiveAt, call) ?? MoveChecks.Cost(input.UnitCost, call);
}

/// <summary>Goods came into stock.</summary>
/// <param name="OnHand">How many there are now.</param>
/// <param name="Available">How many of them can be sold.</param>
[Event("inventory.stock.received")]
public sealed record StockReceived(Guid StockId, Guid MovementId, Guid VariantId, Guid WarehouseId, decimal Quantity, Money Value, decimal OnHand, decimal Available, string? Reference, Guid? SourceId);
