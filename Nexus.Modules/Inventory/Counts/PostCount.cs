using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Inventory.Balances;
using Nexus.Modules.Inventory.Lots;
using Nexus.Modules.Inventory.Movements;
using Nexus.Modules.Inventory.Warehouses;

namespace Nexus.Modules.Inventory.Counts;

/// <summary>Books the differences of a count. What moved between counting and booking stays as it moved: booked is how far the count was off when it was taken.</summary>
/// <param name="CountId">The count.</param>
[Operation("inventory.count.post", Effect.Write, LargeEffect = true)]
public sealed record PostCount(Guid CountId) : IWideOperation<PostCount, CountPosted>
{
    public static async Task<Outcome<CountPosted>> Run(PostCount input, TenantDb db, Call call, CancellationToken ct)
    {
        var count = await db.Find<StockCount>(input.CountId, ct) ?? throw Fault.NotFound("count");
        if (RecordCount.Check(count) is { } closed)
            return closed;
        var lines = await db.Query<CountLine>($"where t.count_id = {count.Id} order by t.variant_id, t.id for update", ct);
        if (lines.Count == 0)
            return new Refusal("nothing_counted", "Nothing has been counted yet.");

        var told = new List<object>();
        // In the order of their ids, so that two who lock the same stock don't wait for each other in a ring.
        foreach (var group in lines.Where(l => l.Difference != 0).GroupBy(l => l.VariantId).OrderBy(g => Stock.IdOf(g.Key, count.WarehouseId)))
        {
            var book = await StockBook.Open(db, call, group.Key, count.WarehouseId, ct);
            foreach (var line in group)
            {
                if (await Book(db, book, count, line, call, ct) is { } refused)
                    return refused;
            }

            told.AddRange(book.Told());
        }

        (count.Status, count.PostedAt) = (CountStatus.Posted, call.Now);
        var value = told.OfType<StockMoved>().Sum(m => m.Value.Amount);
        return Outcome.Of(new CountPosted(count.Id, count.WarehouseId, lines.Count, lines.Count(l => l.Difference != 0), new Money(value, call.Tenant.Currency))).Also([.. told]).AnswerWith(count);
    }

    private static async Task<Refusal?> Book(TenantDb db, StockBook book, StockCount count, CountLine line, Call call, CancellationToken ct)
    {
        var move = new Move(MovementKind.Count, call.Now, count.Name, count.Id);
        var location = await book.Place(line.LocationId, ct);
        if (line.Difference < 0)
            return await book.TakeOut(move, location, line.LotId, -line.Difference, ct) is null ? null
                : new Refusal("moved_since", "Since it was counted so much has left that the difference can't be taken out any more. Count it again.");
        if (line.LotId is { } lot && await LotBook.Twice(db, book.Stock.Tracking, await db.Get<Lot>(lot, ct), ct) is { } twice)
            return twice with { Field = null };
        await book.In(move, location, line.LotId, line.Difference, Currency.Round(line.Difference * book.CurrentCost, book.Stock.Value.Currency), ct);
        return null;
    }
}

/// <summary>A count's differences were booked.</summary>
/// <param name="Differences">Lines that differed.</param>
/// <param name="Value">By how much the stock is worth more, or with a minus less.</param>
[Event("inventory.count.posted")]
public sealed record CountPosted(Guid CountId, Guid WarehouseId, int Lines, int Differences, Money Value);
