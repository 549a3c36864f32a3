using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Payments;

/// <summary>Posts payments and lets them settle what they are for.</summary>
internal static class Paying
{
    /// <summary>A payment with all that happened by it.</summary>
    public sealed record Paid(Payment Payment, PaymentPosted Event, IReadOnlyList<object> Also);

    /// <exception cref="Fault">The payment can't be posted.</exception>
    public static async Task<Paid> Pay(PaymentInput input, TenantDb db, Call call, CancellationToken ct)
    {
        input.Check();
        var partner = await PartnerInput.Find(input.PartnerId, input.Partner, db, call, ct);
        var journal = (await db.Query<Journal>($"where t.code = {input.Journal.ToLowerInvariant()} and t.archived_at is null", ct)).FirstOrDefault();
        if (journal is not { IsMoney: true, AccountId: not null })
            throw PaymentInput.Invalid("journal", "unknown_reference", "There is no journal of a bank account or till with this code.");
        if (journal.Currency is { } only && only != input.Amount.Currency)
            throw PaymentInput.Invalid("amount", "wrong_currency", $"The journal {journal.Code} takes {only} only.");

        // Locked before the journal's counter is, as everywhere: so that two don't wait for each other.
        var settled = await Settled(input, partner, db, ct);
        var (payment, item, entry) = await Post(input, partner, journal, db, call, ct);
        var happened = new List<object> { entry };
        foreach (var (other, use) in settled)
        {
            if (item.Remaining == 0 && use is null)
                break;
            var made = item.IsDebit
                ? await Allocating.Match(db, call, item, other, use?.PaymentAmount, use?.Amount, payment.PaidOn, ct)
                : await Allocating.Match(db, call, other, item, use?.Amount, use?.PaymentAmount, payment.PaidOn, ct);
            happened.Add(ItemsSettled.Of(made.Allocation));
            if (made.Entry is not null)
                happened.Add(made.Entry);
        }

        db.Add(payment);
        return new Paid(payment, PaymentPosted.Of(payment), happened);
    }

    private static async Task<(Payment, OpenItem, EntryPosted)> Post(PaymentInput input, Partner partner, Journal journal, TenantDb db, Call call, CancellationToken ct)
    {
        var ledger = LedgerOf(input);
        var amount = input.Direction is PaymentDirection.Received ? -input.Amount.Amount : input.Amount.Amount;
        var payment = new Payment
        {
            Id = call.NewId(),
            Direction = input.Direction,
            Ledger = ledger,
            PartnerId = partner.Id,
            PaidOn = input.PaidOn ?? DateOnly.FromDateTime(call.Now.UtcDateTime),
            Amount = input.Amount,
            Unallocated = input.Amount,
            JournalId = journal.Id,
            Method = input.Method,
            Reference = input.Reference,
            Source = input.Source,
            SourceId = input.SourceId,
            SourceKey = input.SourceKey,
        };
        var posted = await Posting.Post(db, call, new EntryDraft
        {
            JournalId = journal.Id,
            PostedOn = payment.PaidOn,
            Currency = input.Amount.Currency,
            Rate = input.Rate,
            Text = input.Reference ?? partner.Name,
            Source = "finance.payment",
            SourceId = payment.Id,
            ByDocument = true,
            Lines =
            [
                DraftLine.Signed(amount) with { Role = ledger is Ledger.Receivable ? AccountRole.Receivable : AccountRole.Payable, PartnerId = partner.Id },
                DraftLine.Signed(-amount) with { AccountId = journal.AccountId, PartnerId = partner.Id },
            ],
        }, ct);
        var owed = posted.Booking.Lines[0];
        var item = db.Add(new OpenItem
        {
            Id = call.NewId(),
            PartnerId = partner.Id,
            Ledger = ledger,
            AccountId = owed.Account.Id,
            Kind = OpenItemKind.Payment,
            Number = posted.Entry.Number,
            DocumentId = payment.Id,
            EntryId = posted.Entry.Id,
            PostedOn = payment.PaidOn,
            DueOn = payment.PaidOn,
            Amount = new Money(amount, input.Amount.Currency),
            BookAmount = owed.Book,
            Remaining = amount,
            RemainingBook = owed.Book,
        }).Of(payment);
        (payment.Number, payment.EntryId, payment.OpenItemId) = (posted.Entry.Number, posted.Entry.Id, item.Id);
        return (payment, item, posted.Event);
    }

    private static Ledger LedgerOf(PaymentInput input) => input.Ledger ?? (input.Direction is PaymentDirection.Received ? Ledger.Receivable : Ledger.Payable);

    /// <summary>The items that the payment settles, locked in one order.</summary>
    private static async Task<IReadOnlyList<(OpenItem Item, PaymentUse? Use)>> Settled(PaymentInput input, Partner partner, TenantDb db, CancellationToken ct)
    {
        if (input.Settles is { Length: > 0 } uses)
        {
            var ids = uses.Select(u => u.InvoiceId).ToArray();
            var items = await db.Query<OpenItem>($"where t.document_id = any({ids}) and t.kind in ({OpenItemKind.Invoice}, {OpenItemKind.CreditNote}) order by t.id for update", ct);
            return [.. uses.Select((u, i) => (items.FirstOrDefault(x => x.DocumentId == u.InvoiceId) ?? throw PaymentInput.Invalid($"settles[{i}].invoice_id", "unknown_reference", "There is no such posted invoice."), (PaymentUse?)u))];
        }

        if (!input.SettleOldest)
            return [];
        var open = await db.Query<OpenItem>($"""
            where t.partner_id = {partner.Id} and t.ledger = {LedgerOf(input)} and t.amount_currency = {input.Amount.Currency} and t.remaining {(input.Direction is PaymentDirection.Sent ? (Sql)$"<" : (Sql)$">")} 0
            order by t.id for update
            """, ct);
        return [.. open.OrderBy(i => i.DueOn).ThenBy(i => i.Id).Take(PaymentInput.UsesMax).Select(i => (i, (PaymentUse?)null))];
    }
}
