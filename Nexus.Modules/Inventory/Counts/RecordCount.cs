using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Counts;

/// <summary>Notes what was counted of a variant at a location; counted again, the last number holds.</summary>
/// <param name="CountId">The count.</param>
/// <param name="VariantId">What was counted.</param>
/// <param name="Counted">How many there were.</param>
/// <param name="LocationId">Where; the warehouse's main location when not given.</param>
/// <param name="Lot">Number of the lot or of the piece, where they are told apart.</param>
[Operation("inventory.count.record", Effect.Write)]
public sealed record RecordCount(Guid CountId, [References("catalog.variant")] Guid VariantId, [Range(0, 1_000_000_000)] decimal Counted, [References<Location>] Guid? LocationId = null, [MaxLength(100)] string? Lot = null)
    : IWideOperation<RecordCount, CountRecorded>
{
    public static async Task<Outcome<CountRecorded>> Run(RecordCount input, TenantDb db, Call call, CancellationToken ct)
    {
        var count = await db.Find<StockCount>(input.CountId, ct) ?? throw Fault.NotFound("count");
        if (Check(count) is { } closed)
            return closed;
        var book = await StockBook.Open(db, call, input.VariantId, count.WarehouseId, ct);
        if ((MoveChecks.Quantity(input.Counted, book.Stock.Tracking) ?? LotBook.Check(book.Stock.Tracking, input.Lot, Math.Max(1, input.Counted))) is { } unfit)
            return unfit;

        var location = await book.Place(input.LocationId, ct);
        var lot = await LotBook.FindOrAdd(db, call, input.VariantId, input.Lot, null, ct);
        var level = await book.Level(location.Id, lot?.Id, ct);
        var id = TenantDb.IdOf(count.Id, level.Id);
        var line = (await db.Query<CountLine>($"where t.id = {id} for update", ct)).FirstOrDefault()
            ?? db.Add(new CountLine { Id = id, CountId = count.Id, VariantId = input.VariantId, LocationId = location.Id, LotId = lot?.Id });
        (line.Expected, line.Counted, line.Difference) = (level.OnHand, input.Counted, input.Counted - level.OnHand);
        return Outcome.Of(new CountRecorded(line.Id, count.Id, line.VariantId, line.LocationId, line.Expected, line.Counted)).AnswerWith(line);
    }

    /// <summary>Why nothing can be noted any more; null while counting.</summary>
    public static Refusal? Check(StockCount count) =>
        count.ArchivedAt is not null ? new Refusal("archived", "The count was given up.")
        : count.Status is CountStatus.Posted ? new Refusal("already_posted", "The count's differences are in the books already. Begin another one.")
        : null;
}

/// <summary>Something was counted.</summary>
[Event("inventory.count_line.recorded")]
public sealed record CountRecorded(Guid LineId, Guid CountId, Guid VariantId, Guid LocationId, decimal Expected, decimal Counted);
