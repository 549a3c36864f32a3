using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.OpenItems;

namespace Nexus.Modules.Finance.Payments;

/// <summary>
/// Posts a payment that was received or sent, and lets it settle invoices: those that are named, or the partner's oldest ones. What settles
/// nothing stays open as a credit (a prepayment, an overpayment).
/// </summary>
[Operation("finance.payment.post", Effect.Write)]
public sealed record PostPayment : PaymentInput, IWideOperation<PostPayment, PaymentPosted>
{
    public static async Task<Outcome<PaymentPosted>> Run(PostPayment input, TenantDb db, Call call, CancellationToken ct)
    {
        var paid = await Paying.Pay(input, db, call, ct);
        return Outcome.Of(paid.Event).Also([.. paid.Also]).AnswerWith(paid.Payment);
    }
}

/// <summary>A payment was posted.</summary>
[Event("finance.payment.posted")]
public sealed record PaymentPosted(Guid PaymentId, string Number, PaymentDirection Direction, Ledger Ledger, Guid PartnerId, DateOnly PaidOn, Money Amount, Money Unallocated,
    string? Reference, string? Source, Guid? SourceId, string? SourceKey, Guid EntryId)
{
    internal static PaymentPosted Of(Payment p) => new(p.Id, p.Number, p.Direction, p.Ledger, p.PartnerId, p.PaidOn, p.Amount, p.Unallocated, p.Reference, p.Source, p.SourceId, p.SourceKey, p.EntryId);
}
