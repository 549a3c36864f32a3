using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Documents;

/// <summary>An invoice in the terms of EN 16931 (BT and BG numbers are the standard's), from which its XML is written in either syntax.</summary>
internal sealed record EInvoice
{
    /// <summary>BT-24.</summary>
    public const string Specification = "urn:cen.eu:en16931:2017";

    /// <summary>BT-1.</summary>
    public required string Number { get; init; }

    /// <summary>BT-2.</summary>
    public required DateOnly IssuedOn { get; init; }

    /// <summary>BT-3: 380 invoice, 381 credit note.</summary>
    public required string TypeCode { get; init; }

    /// <summary>BT-5.</summary>
    public required string Currency { get; init; }

    /// <summary>BT-9.</summary>
    public DateOnly? DueOn { get; init; }

    /// <summary>BT-10.</summary>
    public string? BuyerReference { get; init; }

    /// <summary>BT-13.</summary>
    public string? OrderReference { get; init; }

    /// <summary>BT-20.</summary>
    public string? PaymentTerms { get; init; }

    /// <summary>BT-22.</summary>
    public string? Note { get; init; }

    /// <summary>BT-25 and BT-26.</summary>
    public (string Number, DateOnly IssuedOn)? Preceding { get; init; }

    /// <summary>BG-4.</summary>
    public required PartyDetails? Seller { get; init; }

    /// <summary>BG-7.</summary>
    public required PartyDetails? Buyer { get; init; }

    /// <summary>BT-72.</summary>
    public DateOnly? DeliveredOn { get; init; }

    /// <summary>BT-84 and BT-86.</summary>
    public (string Iban, string? Bic)? Account { get; init; }

    /// <summary>BG-25.</summary>
    public required IReadOnlyList<Line> Lines { get; init; }

    /// <summary>BG-23.</summary>
    public required IReadOnlyList<InvoiceTax> Taxes { get; init; }

    /// <summary>BT-106 and BT-109: there are no charges and allowances but those of lines.</summary>
    public required decimal Net { get; init; }

    /// <summary>BT-110.</summary>
    public required decimal Tax { get; init; }

    /// <summary>BT-112 and BT-115.</summary>
    public required decimal Gross { get; init; }

    /// <summary>BT-81: credit transfer where there is an account, else not defined.</summary>
    public string PaymentMeans => Account is null ? "1" : "58";

    public bool IsCreditNote => TypeCode == "381";

    /// <summary>BG-25.</summary>
    /// <param name="Allowance">BT-136.</param>
    /// <param name="Price">BT-146, without tax.</param>
    public sealed record Line(string Id, string Name, string? Article, decimal Quantity, string Unit, decimal Price, decimal Allowance, decimal Net, string Category, decimal Percent);

    /// <exception cref="Fault">The invoice isn't one that the business has issued.</exception>
    public static async Task<EInvoice> Of(Invoice invoice, TenantDb db, CancellationToken ct)
    {
        if (!invoice.IsSale)
            throw Fault.Refused(new Refusal("not_issued_here", "A supplier's bill is the supplier's document."));
        if (invoice.Number is null)
            throw Fault.Refused(new Refusal("not_posted", "The invoice is a draft. Post it first."));
        var lines = await db.Query<InvoiceLine>($"where t.invoice_id = {invoice.Id} and t.archived_at is null order by t.position", ct);
        var preceding = invoice.CreditsInvoiceId is null ? null : (await db.Query<Invoice>($"where t.id = {invoice.CreditsInvoiceId}", ct)).FirstOrDefault();
        var term = invoice.PaymentTermId is null ? null : (await db.Query<PaymentTerm>($"where t.id = {invoice.PaymentTermId}", ct)).FirstOrDefault();
        var bank = (await db.Query<Journal>($"where t.kind = {JournalKind.Bank} and t.iban is not null and t.archived_at is null order by t.created_at limit 1", ct)).FirstOrDefault();
        return Of(invoice, lines, preceding, term?.Name, bank?.Iban is { } iban ? (iban, bank.Bic) : null);
    }

    public static EInvoice Of(Invoice invoice, IReadOnlyList<InvoiceLine> lines, Invoice? preceding, string? terms, (string, string?)? account)
    {
        var letters = invoice.Taxes.ToDictionary(t => (t.TaxCodeId, t.Percent), t => t.Letter);
        return new EInvoice
        {
            Number = invoice.Number!,
            IssuedOn = invoice.IssuedOn,
            TypeCode = invoice.IsCredit ? "381" : "380",
            Currency = invoice.Gross.Currency,
            DueOn = invoice.DueOn,
            BuyerReference = invoice.BuyerReference,
            OrderReference = invoice.Reference,
            PaymentTerms = terms,
            Note = invoice.Note,
            Preceding = preceding?.Number is null ? null : (preceding.Number, preceding.IssuedOn),
            Seller = invoice.IssuedBy,
            Buyer = invoice.BillTo,
            DeliveredOn = invoice.DeliveredOn ?? invoice.IssuedOn,
            Account = account,
            Lines = [.. lines.Select(l => LineOf(l, invoice, letters))],
            // One entry for each category and rate, however many codes of ours are behind it.
            Taxes = [.. invoice.Taxes.GroupBy(t => (t.Letter, t.Percent)).Select(g => g.First() with { Base = g.Sum(t => t.Base), Tax = g.Sum(t => t.Tax) })],
            Net = invoice.Net.Amount,
            Tax = invoice.Tax.Amount,
            Gross = invoice.Gross.Amount,
        };
    }

    /// <summary>Prices aren't negative (BR-27): what is taken off is a negative quantity. Where our prices include tax, the price is what the line comes to without it.</summary>
    private static Line LineOf(InvoiceLine line, Invoice invoice, Dictionary<(Guid?, decimal), string> letters)
    {
        var quantity = line.UnitPrice < 0 ? -line.Quantity : line.Quantity;
        var price = Math.Abs(line.UnitPrice);
        var allowance = 0m;
        if (invoice.PricesIncludeTax)
            price = Math.Abs(decimal.Round(line.Net / line.Quantity, 8));
        else
            allowance = CurrencyUnits.Round(quantity * price, invoice.Gross.Currency) - line.Net;
        return new Line(line.Position.ToString(System.Globalization.CultureInfo.InvariantCulture), line.Description, line.Article, quantity, line.Unit, price, allowance, line.Net,
            letters.GetValueOrDefault((line.TaxCodeId, line.TaxPercent), "O"), line.TaxPercent);
    }
}
