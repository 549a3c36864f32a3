using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>Posts invoices, bills and credit notes: revenue or cost, tax, and what is owed, with its open item.</summary>
internal static class Invoicing
{
    /// <exception cref="Fault">The invoice can't be posted.</exception>
    public static async Task<(InvoicePosted Event, EntryPosted Entry, OpenItem Item)> Post(TenantDb db, Call call, Invoice invoice, IReadOnlyList<InvoiceLine> lines, CancellationToken ct)
    {
        if (invoice.Gross.Amount <= 0)
            throw Fault.Refused(new Refusal("total_not_positive", invoice.IsCredit ? "A credit note must come to more than zero." : "An invoice must come to more than zero. For what goes back make a credit note."));
        if (!invoice.IsSale)
            await RefuseTwice(db, invoice, ct);
        var codes = await db.Query<TaxCode>($"where t.id = any({invoice.Taxes.Select(t => t.TaxCodeId).OfType<Guid>().ToArray()})", ct);
        var posted = await Posting.Post(db, call, new EntryDraft
        {
            Journal = JournalOf(invoice.Kind),
            PostedOn = invoice.IssuedOn,
            Currency = invoice.Gross.Currency,
            Rate = invoice.Rate,
            Text = invoice.PartnerName,
            Source = "finance.invoice",
            SourceId = invoice.Id,
            ByDocument = true,
            Lines = [.. Lines(invoice, lines, codes)],
        }, ct);
        var owed = posted.Booking.Lines[0];
        (invoice.Number, invoice.EntryId, invoice.Status) = (posted.Entry.Number, posted.Entry.Id, InvoiceStatus.Open);
        invoice.IssuedBy = invoice.IsSale ? (await db.Query<LegalEntity>($"where t.archived_at is null order by t.created_at limit 1", ct)).FirstOrDefault()?.Details : invoice.BillTo;
        var item = db.Add(new OpenItem
        {
            Id = call.NewId(),
            PartnerId = invoice.PartnerId,
            Ledger = invoice.IsSale ? Ledger.Receivable : Ledger.Payable,
            AccountId = owed.Account.Id,
            Kind = invoice.IsCredit ? OpenItemKind.CreditNote : OpenItemKind.Invoice,
            Number = invoice.Number,
            DocumentId = invoice.Id,
            EntryId = posted.Entry.Id,
            PostedOn = invoice.IssuedOn,
            DueOn = invoice.DueOn,
            Amount = new Money(owed.Draft.Debit - owed.Draft.Credit, invoice.Gross.Currency),
            BookAmount = owed.Book,
            Remaining = owed.Draft.Debit - owed.Draft.Credit,
            RemainingBook = owed.Book,
        }).Of(invoice);
        invoice.OpenItemId = item.Id;
        invoice.Outstanding = invoice.Gross;
        return (InvoicePosted.Of(invoice, lines), posted.Event, item);
    }

    /// <summary>What is owed comes first; then revenue or cost for each account and tax, then the taxes.</summary>
    private static IEnumerable<DraftLine> Lines(Invoice invoice, IReadOnlyList<InvoiceLine> lines, IReadOnlyList<TaxCode> codes)
    {
        // A sale is a credit, a purchase a debit; a credit note turns it round.
        var side = (invoice.IsSale ? -1 : 1) * (invoice.IsCredit ? -1 : 1);
        yield return DraftLine.Signed(-side * invoice.Gross.Amount) with { Role = invoice.IsSale ? AccountRole.Receivable : AccountRole.Payable, PartnerId = invoice.PartnerId, Text = invoice.Reference };
        foreach (var group in lines.GroupBy(l => (l.AccountId, l.Role, l.TaxCodeId)))
        {
            var net = group.Sum(l => l.Net);
            if (net == 0)
                continue;
            yield return DraftLine.Signed(side * net) with
            {
                AccountId = group.Key.AccountId,
                Role = group.Key.AccountId is null ? group.Key.Role : null,
                PartnerId = invoice.PartnerId,
                TaxCodeId = group.Key.TaxCodeId,
                TaxBaseSide = group.Key.TaxCodeId is null ? 0 : invoice.IsSale ? -1 : 1,
                Text = Shorten(group.First().Description),
            };
        }

        foreach (var tax in invoice.Taxes.Where(t => t.Tax != 0))
        foreach (var line in Lines(tax, codes.First(c => c.Id == tax.TaxCodeId), invoice, side))
            yield return line;
    }

    private static IEnumerable<DraftLine> Lines(InvoiceTax tax, TaxCode code, Invoice invoice, int side)
    {
        var output = DraftLine.Signed((invoice.IsSale ? side : -side) * tax.Tax) with { AccountId = code.OutputAccountId, Role = code.OutputAccountId is null ? AccountRole.OutputTax : null, TaxCodeId = code.Id };
        var input = DraftLine.Signed(side * tax.Tax) with { AccountId = code.InputAccountId, Role = code.InputAccountId is null ? AccountRole.InputTax : null, TaxCodeId = code.Id };
        if (invoice.IsSale)
            return [output];
        return code.IsSelfAssessed ? [input, output] : [input];
    }

    private static async Task RefuseTwice(TenantDb db, Invoice invoice, CancellationToken ct)
    {
        var reference = invoice.Reference!.ToLowerInvariant();
        if (await db.Scalar<string>($"""
            select i.number from {db.Table<Invoice>()} i
            where i.partner_id = {invoice.PartnerId} and i.kind = {invoice.Kind} and lower(i.reference) = {reference} and i.number is not null and i.id <> {invoice.Id} limit 1
            """, ct) is { } known)
        {
            throw Fault.Refused(new Refusal("bill_known", $"The supplier's bill {invoice.Reference} is posted as {known}.", "reference"));
        }
    }

    private static string JournalOf(InvoiceKind kind) => kind switch
    {
        InvoiceKind.CustomerInvoice => "sales",
        InvoiceKind.CustomerCreditNote => "sales_credit",
        InvoiceKind.SupplierBill => "purchase",
        _ => "purchase_credit",
    };

    private static string Shorten(string text) => text.Length <= EntryDraft.TextLengthMax ? text : text[..EntryDraft.TextLengthMax];
}
