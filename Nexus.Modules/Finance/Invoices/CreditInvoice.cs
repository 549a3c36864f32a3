using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.OpenItems;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>How much of a line is credited.</summary>
/// <param name="LineId">The line.</param>
/// <param name="Quantity">How much of it; all when not given.</param>
public sealed record CreditLine(Guid LineId, decimal? Quantity = null);

/// <summary>
/// Takes a posted invoice or bill back, wholly or in part, by a credit note with a number of its own, at the same prices, taxes and rate. What is
/// still open of the invoice is settled by it; what was paid already stays open as a credit.
/// </summary>
/// <param name="InvoiceId">The invoice or bill.</param>
/// <param name="Lines">The lines that are credited; all when not given.</param>
/// <param name="IssuedOn">The day of the credit note; today when not given.</param>
/// <param name="Reason">Why; stands on the credit note.</param>
/// <param name="Reference">Of a supplier's credit note: its number.</param>
/// <param name="SourceKey">A key of your own; a second credit note with the same key is refused with duplicate.</param>
[Operation("finance.invoice.credit", Effect.Write)]
public sealed record CreditInvoice(Guid InvoiceId, CreditLine[]? Lines = null, DateOnly? IssuedOn = null, [MaxLength(1000)] string? Reason = null, [MaxLength(200)] string? Reference = null, [MaxLength(200)] string? SourceKey = null)
    : IWideOperation<CreditInvoice, InvoicePosted>
{
    public static async Task<Outcome<InvoicePosted>> Run(CreditInvoice input, TenantDb db, Call call, CancellationToken ct)
    {
        var invoice = await db.Find<Invoice>(input.InvoiceId, ct) ?? throw Fault.NotFound("invoice");
        if (invoice.IsCredit)
            return new Refusal("is_credit_note", "A credit note can't be credited. Make a new invoice instead.");
        if (invoice.Status is InvoiceStatus.Draft or InvoiceStatus.Discarded)
            return new Refusal("not_posted", "Only a posted invoice is taken back. A draft is thrown away.");

        var (note, lines) = await InvoiceMaking.Make(await Input(input, invoice, db, ct), db, call, ct);
        note.BillTo = invoice.BillTo;
        // The invoice is locked: two credit notes at once are counted one after the other.
        var credited = await db.Scalar<decimal>($"select coalesce(sum(c.gross), 0) from {db.Table<Invoice>()} c where c.credits_invoice_id = {invoice.Id} and c.number is not null", ct);
        if (credited + note.Gross.Amount > invoice.Gross.Amount)
            return new Refusal("more_than_invoiced", FormattableString.Invariant($"Of the invoice's {invoice.Gross.Amount} {invoice.Gross.Currency}, {credited} are credited already."));

        // Locked before the journal's counter is, as everywhere: so that two don't wait for each other.
        var open = await db.Find<OpenItem>(invoice.OpenItemId!.Value, ct) ?? throw new InvalidOperationException("The open item of an invoice is gone.");
        var (happened, entry, item) = await Invoicing.Post(db, call, note, lines, ct);
        var outcome = Outcome.Of(happened).Also(entry).Add(note).Add([.. lines]).AnswerWith(note);
        if (open.Remaining == 0)
            return outcome;
        var made = await Allocating.Match(db, call, open.IsDebit ? open : item, open.IsDebit ? item : open, null, null, note.IssuedOn, ct);
        return made.Entry is null ? outcome.Also(ItemsSettled.Of(made.Allocation)) : outcome.Also(ItemsSettled.Of(made.Allocation), made.Entry);
    }

    private static async Task<InvoiceInput> Input(CreditInvoice input, Invoice invoice, TenantDb db, CancellationToken ct)
    {
        var lines = await db.Query<InvoiceLine>($"where t.invoice_id = {invoice.Id} and t.archived_at is null order by t.position", ct);
        var codes = (await db.Query<Tax.TaxCode>($"where t.id = any({lines.Select(l => l.TaxCodeId).OfType<Guid>().ToArray()})", ct)).ToDictionary(c => c.Id, c => c.Code);
        var accounts = (await db.Query<Account>($"where t.id = any({lines.Select(l => l.AccountId).OfType<Guid>().ToArray()})", ct)).ToDictionary(a => a.Id, a => a.Number);
        return new CreateAndPostInvoice
        {
            Kind = invoice.IsSale ? InvoiceKind.CustomerCreditNote : InvoiceKind.SupplierCreditNote,
            PartnerId = invoice.PartnerId,
            IssuedOn = input.IssuedOn,
            DueOn = input.IssuedOn,
            // The rate of tax is that of the invoice, whatever it is today.
            DeliveredOn = invoice.DeliveredOn ?? invoice.IssuedOn,
            Currency = invoice.Gross.Currency,
            Rate = invoice.Rate ?? await BookRate(db, invoice, ct),
            PricesIncludeTax = invoice.PricesIncludeTax,
            Reference = input.Reference ?? (invoice.IsSale ? invoice.Reference : $"{invoice.Reference}-C"),
            BuyerReference = invoice.BuyerReference,
            CreditsInvoiceId = invoice.Id,
            Note = input.Reason,
            Source = invoice.Source,
            SourceId = invoice.SourceId,
            SourceKey = input.SourceKey,
            Lines = [.. Credited(input, lines).Select(c => new InvoiceLineInput(c.Line.Description, c.Line.UnitPrice, c.Quantity, c.Line.Unit, c.Line.DiscountPercent,
                c.Line.TaxCodeId is { } code ? codes[code] : null, null, c.Line.AccountId is { } account ? accounts[account] : null, c.Line.Role, c.Line.Article))],
        };
    }

    private static IEnumerable<(InvoiceLine Line, decimal Quantity)> Credited(CreditInvoice input, IReadOnlyList<InvoiceLine> lines)
    {
        if (input.Lines is not { Length: > 0 } wanted)
            return lines.Select(l => (l, l.Quantity));
        var faults = wanted.Select((w, i) => (w, i)).Where(w => lines.FirstOrDefault(l => l.Id == w.w?.LineId) is not { } line || w.w!.Quantity is { } q && (q == 0 || Math.Sign(q) != Math.Sign(line.Quantity) || Math.Abs(q) > Math.Abs(line.Quantity)))
            .Select(w => new FieldFault($"lines[{w.i}]", "not_creditable", "The line isn't the invoice's, or has less than this quantity.")).ToArray();
        if (faults.Length > 0)
            throw Fault.Invalid(faults);
        return wanted.Select(w => (Line: lines.First(l => l.Id == w.LineId), w.Quantity)).Select(w => (w.Line, w.Quantity ?? w.Line.Quantity));
    }

    /// <summary>The rate at which a foreign invoice was booked, so that a credit note takes back what it booked.</summary>
    private static async Task<decimal?> BookRate(TenantDb db, Invoice invoice, CancellationToken ct) =>
        invoice.Gross.Currency == db.Tenant.Currency ? null
            : await db.Scalar<decimal>($"select round(i.book_amount / i.amount, 9) from {db.Table<OpenItem>()} i where i.id = {invoice.OpenItemId}", ct);
}
