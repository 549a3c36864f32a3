using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Payments;

namespace Nexus.Modules.Finance.Banking;

/// <summary>Puts into the books what bank lines say.</summary>
internal static class Reconciling
{
    /// <summary>The line, locked.</summary>
    /// <exception cref="Fault">It isn't there, or something stands for it already.</exception>
    public static async Task<BankLine> OpenLine(TenantDb db, Guid id, CancellationToken ct)
    {
        var line = await db.Find<BankLine>(id, ct) ?? throw Fault.NotFound("bank line");
        return line.Status is BankLineStatus.Open ? line : throw Fault.Refused(new Refusal("not_open", "The line is matched or ignored. Reopen it first."));
    }

    public static async Task<Paying.Paid> Pay(BankLine line, Guid partnerId, PaymentUse[] settles, Ledger? ledger, string because, TenantDb db, Call call, CancellationToken ct)
    {
        var journal = await db.Get<Journal>(line.JournalId, ct) ?? throw Fault.Refused(new Refusal("archived", "The journal of the bank account is archived."));
        var paid = await Paying.Pay(new PostPayment
        {
            Direction = line.Amount.Amount > 0 ? PaymentDirection.Received : PaymentDirection.Sent,
            Amount = new Money(Math.Abs(line.Amount.Amount), line.Amount.Currency),
            PartnerId = partnerId,
            Journal = journal.Code,
            PaidOn = line.BookedOn,
            Ledger = ledger,
            Method = "transfer",
            Reference = Shorten(line.Text ?? line.Reference),
            Settles = settles,
            Source = "finance.bank_line",
            SourceId = line.Id,
        }, db, call, ct);
        (line.Status, line.PaymentId, line.EntryId, line.MatchedBecause) = (BankLineStatus.Matched, paid.Payment.Id, paid.Payment.EntryId, because);
        return paid;
    }

    public static async Task<EntryPosted> Post(BankLine line, DraftLine other, string? text, string because, TenantDb db, Call call, CancellationToken ct)
    {
        var journal = await db.Get<Journal>(line.JournalId, ct) ?? throw Fault.Refused(new Refusal("archived", "The journal of the bank account is archived."));
        var amount = line.Amount.Amount;
        var posted = await Posting.Post(db, call, new EntryDraft
        {
            JournalId = journal.Id,
            PostedOn = line.BookedOn,
            Currency = line.Amount.Currency,
            Text = Shorten(text ?? line.Text ?? line.Counterparty),
            Source = "finance.bank_line",
            SourceId = line.Id,
            Lines = [DraftLine.Signed(amount) with { AccountId = journal.AccountId }, other with { Debit = amount < 0 ? -amount : 0, Credit = amount > 0 ? amount : 0 }],
        }, ct);
        (line.Status, line.EntryId, line.MatchedBecause) = (BankLineStatus.Matched, posted.Entry.Id, because);
        return posted.Event;
    }

    private static string? Shorten(string? text) => text is { Length: > EntryDraft.TextLengthMax } ? text[..EntryDraft.TextLengthMax] : text;
}
