using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;

namespace Nexus.Modules.Finance.Payments;

/// <summary>Takes back a payment that came back (a returned debit, a charge-back) or never was: the invoices that it settled are open again.</summary>
/// <param name="PaymentId">The payment.</param>
/// <param name="On">The day it counts from; today when not given.</param>
/// <param name="Reason">Why.</param>
[Operation("finance.payment.reverse", Effect.Write)]
public sealed record ReversePayment(Guid PaymentId, DateOnly? On = null, [MaxLength(400)] string? Reason = null) : IWideOperation<ReversePayment, PaymentReversed>
{
    public static async Task<Outcome<PaymentReversed>> Run(ReversePayment input, TenantDb db, Call call, CancellationToken ct)
    {
        var payment = await db.Find<Payment>(input.PaymentId, ct) ?? throw Fault.NotFound("payment");
        if (payment.Status is PaymentStatus.Reversed)
            return new Refusal("already_reversed", "The payment has been taken back already.");
        var on = input.On ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        if (on < payment.PaidOn)
            return new Refusal("before_payment", "A payment can't come back before it was made.", "on");

        var item = await db.Find<OpenItem>(payment.OpenItemId, ct) ?? throw new InvalidOperationException("The open item of a payment is gone.");
        var happened = await OpenAgain(db, call, item, on, ct);
        var entry = await db.Find<Entry>(payment.EntryId, ct) ?? throw new InvalidOperationException("The entry of a payment is gone.");
        var posted = await Posting.Post(db, call, await ReverseEntry.Draft(db, call, entry, on, input.Reason, ct), ct);
        var opposite = db.Add(new OpenItem
        {
            Id = call.NewId(),
            PartnerId = item.PartnerId,
            Ledger = item.Ledger,
            AccountId = item.AccountId,
            Kind = OpenItemKind.PaymentReversal,
            Number = posted.Entry.Number,
            DocumentId = payment.Id,
            EntryId = posted.Entry.Id,
            PostedOn = on,
            DueOn = on,
            Amount = new Money(-item.Amount.Amount, item.Amount.Currency),
            BookAmount = -item.BookAmount,
            Remaining = -item.Amount.Amount,
            RemainingBook = -item.BookAmount,
        });
        var made = item.IsDebit ? await Allocating.Match(db, call, item, opposite, null, null, on, ct) : await Allocating.Match(db, call, opposite, item, null, null, on, ct);
        (payment.Status, payment.ReversedOn) = (PaymentStatus.Reversed, on);
        return Outcome.Of(new PaymentReversed(payment.Id, payment.Number, on, posted.Entry.Id, input.Reason)).Also(posted.Event, ItemsSettled.Of(made.Allocation)).Also([.. happened]).AnswerWith(payment);
    }

    /// <summary>Undoes what the payment settled.</summary>
    private static async Task<List<object>> OpenAgain(TenantDb db, Call call, OpenItem item, DateOnly on, CancellationToken ct)
    {
        var happened = new List<object>();
        var allocations = await db.Query<Allocation>($"where (t.debit_item_id = {item.Id} or t.credit_item_id = {item.Id}) and t.undone_on is null order by t.id for update", ct);
        foreach (var allocation in allocations)
        {
            var otherId = item.IsDebit ? allocation.CreditItemId : allocation.DebitItemId;
            var other = await db.Find<OpenItem>(otherId, ct) ?? throw new InvalidOperationException("An open item is gone.");
            var entry = item.IsDebit ? await Allocating.Undo(db, call, allocation, item, other, on, ct) : await Allocating.Undo(db, call, allocation, other, item, on, ct);
            happened.Add(new AllocationUndone(allocation.Id, on));
            if (entry is not null)
                happened.Add(entry);
        }

        return happened;
    }
}

/// <summary>A payment came back.</summary>
[Event("finance.payment.reversed")]
public sealed record PaymentReversed(Guid PaymentId, string Number, DateOnly On, Guid EntryId, string? Reason);
