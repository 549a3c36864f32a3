using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Payments;

namespace Nexus.Modules.Finance.Banking;

/// <summary>Says which invoices or bills a bank line pays: a payment is posted for it and settles them.</summary>
/// <param name="BankLineId">The line.</param>
/// <param name="PartnerId">From whom or to whom.</param>
/// <param name="Settles">The invoices, bills or credit notes; none for a payment in advance.</param>
/// <param name="Ledger">Say receivable where a customer is paid back, payable where a supplier pays back.</param>
[Operation("finance.bank_line.match", Effect.Write)]
public sealed record MatchBankLine(Guid BankLineId, [References<Partners.Partner>] Guid PartnerId, PaymentUse[]? Settles = null, OpenItems.Ledger? Ledger = null) : IWideOperation<MatchBankLine, BankLineMatched>
{
    public static async Task<Outcome<BankLineMatched>> Run(MatchBankLine input, TenantDb db, Call call, CancellationToken ct)
    {
        var line = await Reconciling.OpenLine(db, input.BankLineId, ct);
        var paid = await Reconciling.Pay(line, input.PartnerId, input.Settles ?? [], input.Ledger, "matched by hand", db, call, ct);
        return Outcome.Of(BankLineMatched.Of(line)).Also(paid.Event).Also([.. paid.Also]).AnswerWith(line);
    }
}

/// <summary>Says which payment, posted earlier in the account's journal, a bank line is.</summary>
/// <param name="BankLineId">The line.</param>
/// <param name="PaymentId">The payment; its amount must be the line's.</param>
[Operation("finance.bank_line.link", Effect.Write)]
public sealed record LinkBankLine(Guid BankLineId, [References<Payment>] Guid PaymentId) : IWideOperation<LinkBankLine, BankLineMatched>
{
    public static async Task<Outcome<BankLineMatched>> Run(LinkBankLine input, TenantDb db, Call call, CancellationToken ct)
    {
        var line = await Reconciling.OpenLine(db, input.BankLineId, ct);
        var payment = await db.Find<Payment>(input.PaymentId, ct) ?? throw Fault.Invalid([new FieldFault("payment_id", "unknown_reference", "There is no such payment.")]);
        var amount = payment.Direction is PaymentDirection.Received ? payment.Amount.Amount : -payment.Amount.Amount;
        if (payment.JournalId != line.JournalId || payment.Amount.Currency != line.Amount.Currency || amount != line.Amount.Amount)
            return new Refusal("not_the_same", "The payment is of another account or amount than the line.", "payment_id");
        if (payment.Status is PaymentStatus.Reversed)
            return new Refusal("payment_reversed", "The payment was taken back.", "payment_id");
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<BankLine>()} l where l.payment_id = {payment.Id})", ct))
            return new Refusal("payment_matched", "Another bank line is this payment.", "payment_id");
        (line.Status, line.PaymentId, line.EntryId, line.MatchedBecause) = (BankLineStatus.Matched, payment.Id, payment.EntryId, "linked by hand");
        return Outcome.Of(BankLineMatched.Of(line)).AnswerWith(line);
    }
}

/// <summary>Posts a bank line to an account: fees, interest, a transfer, a withdrawal.</summary>
/// <param name="BankLineId">The line.</param>
/// <param name="Account">Number of the account.</param>
/// <param name="Role">Or what it is for: payment_fees, cash_clearing …</param>
/// <param name="Text">What it is; the line's text when not given.</param>
[Operation("finance.bank_line.post", Effect.Write)]
public sealed record PostBankLine(Guid BankLineId, [MaxLength(20)] string? Account = null, AccountRole? Role = null, [MaxLength(EntryDraft.TextLengthMax)] string? Text = null) : IWideOperation<PostBankLine, BankLineMatched>
{
    public static async Task<Outcome<BankLineMatched>> Run(PostBankLine input, TenantDb db, Call call, CancellationToken ct)
    {
        var line = await Reconciling.OpenLine(db, input.BankLineId, ct);
        var posted = await Reconciling.Post(line, new DraftLine { Number = input.Account, Role = input.Role }, input.Text, "posted by hand", db, call, ct);
        return Outcome.Of(BankLineMatched.Of(line)).Also(posted).AnswerWith(line);
    }
}

/// <summary>Says that a bank line is no concern of the books.</summary>
/// <param name="BankLineId">The line.</param>
/// <param name="Reason">Why.</param>
[Operation("finance.bank_line.ignore", Effect.Write)]
public sealed record IgnoreBankLine(Guid BankLineId, [MaxLength(400)] string Reason) : IOperation<IgnoreBankLine, BankLine, BankLineIgnored>
{
    public static Task<BankLine?> Load(IgnoreBankLine input, TenantDb db, CancellationToken ct) => db.Find<BankLine>(input.BankLineId, ct);

    public static Outcome<BankLineIgnored> Decide(IgnoreBankLine input, BankLine line, Call call)
    {
        if (line.Status is BankLineStatus.Matched)
            return new Refusal("already_matched", "A payment or an entry stands for the line.");
        (line.Status, line.MatchedBecause) = (BankLineStatus.Ignored, input.Reason);
        return new BankLineIgnored(line.Id, input.Reason);
    }
}

/// <summary>Opens a bank line again: what was ignored, or whose payment or entry was taken back.</summary>
/// <param name="BankLineId">The line.</param>
[Operation("finance.bank_line.reopen", Effect.Write)]
public sealed record ReopenBankLine(Guid BankLineId) : IWideOperation<ReopenBankLine, BankLineReopened>
{
    public static async Task<Outcome<BankLineReopened>> Run(ReopenBankLine input, TenantDb db, Call call, CancellationToken ct)
    {
        var line = await db.Find<BankLine>(input.BankLineId, ct) ?? throw Fault.NotFound("bank line");
        if (line.Status is BankLineStatus.Open)
            return new Refusal("already_open", "The line is open.");
        if (line.EntryId is { } entry && !await db.Scalar<bool>($"select exists (select 1 from {db.Table<Entry>()} e where e.reverses_id = {entry})", ct))
            return new Refusal("still_posted", "What stands for the line is still posted. Reverse the payment or the entry first.");
        (line.Status, line.PaymentId, line.EntryId, line.MatchedBecause) = (BankLineStatus.Open, null, null, null);
        return Outcome.Of(new BankLineReopened(line.Id)).AnswerWith(line);
    }
}

/// <summary>A payment or an entry stands for a bank line.</summary>
[Event("finance.bank_line.matched")]
public sealed record BankLineMatched(Guid BankLineId, Guid? PaymentId, Guid? EntryId, Money Amount, string? Because)
{
    internal static BankLineMatched Of(BankLine line) => new(line.Id, line.PaymentId, line.EntryId, line.Amount, line.MatchedBecause);
}

/// <summary>A bank line is no concern of the books.</summary>
[Event("finance.bank_line.ignored")]
public sealed record BankLineIgnored(Guid BankLineId, string Reason);

/// <summary>A bank line is open again.</summary>
[Event("finance.bank_line.reopened")]
public sealed record BankLineReopened(Guid BankLineId);
