using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Movements;

/// <summary>Makes the books agree with what is there: some broke, was used up, is gone or was found. What is promised stays promised: when there is less than that, the stock's available number is below zero until more comes in.</summary>
/// <param name="VariantId">What.</param>
/// <param name="Quantity">How many more there are, or with a minus how many fewer.</param>
/// <param name="Kind">Why: damage, consumption or correction.</param>
/// <param name="WarehouseId">Where; the first warehouse when not given.</param>
/// <param name="LocationId">Where in it; for fewer, wherever there are some when not given.</param>
/// <param name="Lot">Number of the lot or of the piece, where they are told apart.</param>
/// <param name="EffectiveAt">When it happened; now when not given.</param>
/// <param name="Note">What happened.</param>
/// <param name="SourceId">The row of another module that it was for.</param>
[Operation("inventory.stock.adjust", Effect.Write)]
public sealed record AdjustStock(
    [References("catalog.variant")] Guid VariantId,
    [Range(-1_000_000_000, 1_000_000_000)] decimal Quantity,
    MovementKind Kind = MovementKind.Correction,
    [References<Warehouse>] Guid? WarehouseId = null,
    [References<Location>] Guid? LocationId = null,
    [MaxLength(100)] string? Lot = null,
    DateTimeOffset? EffectiveAt = null,
    [MaxLength(500)] string? Note = null,
    Guid? SourceId = null) : IWideOperation<AdjustStock, StockAdjusted>
{
    public static async Task<Outcome<StockAdjusted>> Run(AdjustStock input, TenantDb db, Call call, CancellationToken ct)
    {
        if (Check(input, call) is { } wrong)
            return wrong;
        var book = await StockBook.Open(db, call, input.VariantId, input.WarehouseId, ct);
        var move = new Move(input.Kind, input.EffectiveAt?.ToUniversalTime() ?? call.Now, null, input.SourceId, input.Note);
        if ((MoveChecks.Quantity(input.Quantity, book.Stock.Tracking) ?? await (input.Quantity > 0 ? More(input, book, move, db, call, ct) : Fewer(input, book, move, db, ct))) is { } refused)
            return refused;
        return book.Tell(new StockAdjusted(book.Stock.Id, book.Stock.VariantId, book.Stock.WarehouseId, input.Kind, input.Quantity, book.Stock.OnHand, book.Stock.Available, input.Note));
    }

    /// <summary>What can be refused without looking at the stock.</summary>
    public static Refusal? Check(AdjustStock input, Call call) =>
        input.Quantity == 0 ? new Refusal("nothing_to_adjust", "Say how many more or fewer there are.", "quantity")
        : input.Kind is not (MovementKind.Damage or MovementKind.Consumption or MovementKind.Correction) ? new Refusal("not_an_adjustment", "Stock is adjusted for damage, consumption or as a correction. There are operations of their own for the rest.", "kind")
        : input is { Kind: not MovementKind.Correction, Quantity: > 0 } ? new Refusal("only_fewer", "By damage or consumption there can only be fewer.", "quantity")
        : MoveChecks.Quantity(input.Quantity) ?? MoveChecks.Time(input.EffectiveAt, call);

    private static async Task<Refusal?> More(AdjustStock input, StockBook book, Move move, TenantDb db, Call call, CancellationToken ct)
    {
        if (LotBook.Check(book.Stock.Tracking, input.Lot, input.Quantity) is { } unfit)
            return unfit;
        var location = await book.Place(input.LocationId, ct);
        var lot = await LotBook.FindOrAdd(db, call, input.VariantId, input.Lot, null, ct);
        if (await LotBook.Twice(db, book.Stock.Tracking, lot, ct) is { } twice)
            return twice;
        // What was found is worth what one is worth.
        await book.In(move, location, lot?.Id, input.Quantity, Currency.Round(input.Quantity * book.CurrentCost, book.Stock.Value.Currency), ct);
        return null;
    }

    private static async Task<Refusal?> Fewer(AdjustStock input, StockBook book, Move move, TenantDb db, CancellationToken ct)
    {
        var lot = await LotBook.Find(db, input.VariantId, input.Lot, ct);
        if (input.Lot is not null && lot is null)
            return new Refusal("unknown_lot", "There is no such lot or piece.", "lot");
        var location = input.LocationId is null ? null : await book.Place(input.LocationId, ct);
        return await book.TakeOut(move, location, lot?.Id, -input.Quantity, ct);
    }
}

/// <summary>The books were made to agree with what is there.</summary>
/// <param name="OnHand">How many there are now.</param>
[Event("inventory.stock.adjusted")]
public sealed record StockAdjusted(Guid StockId, Guid VariantId, Guid WarehouseId, MovementKind Kind, decimal Quantity, decimal OnHand, decimal Available, string? Note);
