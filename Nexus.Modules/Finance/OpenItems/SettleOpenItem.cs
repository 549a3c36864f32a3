using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.OpenItems;

/// <summary>Lets two open items of a partner settle each other: a payment or credit note an invoice, wholly or in part. Differences of exchange rates are posted.</summary>
/// <param name="OpenItemId">One of the two.</param>
/// <param name="WithId">The other one.</param>
/// <param name="Amount">How much, in the currency of the first one; as much as goes when not given.</param>
/// <param name="WithAmount">How much of the other one, where its currency is another.</param>
/// <param name="On">The day it counts from; today when not given.</param>
[Operation("finance.open_item.settle", Effect.Write)]
public sealed record SettleOpenItem(Guid OpenItemId, [References<OpenItem>] Guid WithId, decimal? Amount = null, decimal? WithAmount = null, DateOnly? On = null) : IWideOperation<SettleOpenItem, ItemsSettled>
{
    public static async Task<Outcome<ItemsSettled>> Run(SettleOpenItem input, TenantDb db, Call call, CancellationToken ct)
    {
        // In one order, so that two that name the same items don't wait for each other.
        var items = await db.Query<OpenItem>($"where t.id in ({input.OpenItemId}, {input.WithId}) order by t.id for update", ct);
        var one = items.FirstOrDefault(i => i.Id == input.OpenItemId) ?? throw Fault.NotFound("open item");
        var other = items.FirstOrDefault(i => i.Id == input.WithId && i != one)
            ?? throw Fault.Invalid([new FieldFault("with_id", "unknown_reference", "There is no such other open item.")]);
        var on = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var made = one.IsDebit
            ? await Allocating.Match(db, call, one, other, input.Amount, input.WithAmount, on, ct)
            : await Allocating.Match(db, call, other, one, input.WithAmount, input.Amount, on, ct);
        var settled = Outcome.Of(ItemsSettled.Of(made.Allocation)).AnswerWith(made.Allocation);
        return made.Entry is null ? settled : settled.Also(made.Entry);
    }
}

/// <summary>Opens again what an allocation settled, such as a payment that was put to the wrong invoice.</summary>
/// <param name="AllocationId">The allocation.</param>
/// <param name="On">The day it counts from; today when not given.</param>
[Operation("finance.allocation.undo", Effect.Write)]
public sealed record UndoAllocation(Guid AllocationId, DateOnly? On = null) : IWideOperation<UndoAllocation, AllocationUndone>
{
    public static async Task<Outcome<AllocationUndone>> Run(UndoAllocation input, TenantDb db, Call call, CancellationToken ct)
    {
        var allocation = await db.Find<Allocation>(input.AllocationId, ct) ?? throw Fault.NotFound("allocation");
        if (allocation.UndoneOn is not null)
            return new Refusal("already_undone", "The allocation has been undone already.");
        var items = await db.Query<OpenItem>($"where t.id in ({allocation.DebitItemId}, {allocation.CreditItemId}) order by t.id for update", ct);
        if (items.Any(i => i.Kind is OpenItemKind.PaymentReversal))
            return new Refusal("payment_reversed", "It settles a payment with its reversal, and stays.");
        var on = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var entry = await Allocating.Undo(db, call, allocation, items.First(i => i.Id == allocation.DebitItemId), items.First(i => i.Id == allocation.CreditItemId), on, ct);
        var undone = Outcome.Of(new AllocationUndone(allocation.Id, on)).AnswerWith(allocation);
        return entry is null ? undone : undone.Also(entry);
    }
}

/// <summary>A credit settled a debit.</summary>
[Event("finance.allocation.made")]
public sealed record ItemsSettled(Guid AllocationId, Guid DebitItemId, Guid CreditItemId, Money DebitAmount, Money CreditAmount, decimal ExchangeGain)
{
    internal static ItemsSettled Of(Allocation a) => new(a.Id, a.DebitItemId, a.CreditItemId, a.DebitAmount, a.CreditAmount, a.ExchangeGain);
}

/// <summary>What was settled is open again.</summary>
[Event("finance.allocation.undone")]
public sealed record AllocationUndone(Guid AllocationId, DateOnly On);
