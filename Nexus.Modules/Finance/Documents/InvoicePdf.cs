using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Documents.Pdf;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Documents;

/// <summary>The invoice or credit note as a PDF to send or print.</summary>
[Document("finance.invoice.pdf", "application/pdf")]
public sealed class InvoicePdf : IDocument<InvoicePdf, Invoice>
{
    private const double Left = 62, Right = 540, Bottom = 760, LineHeight = 12;

    public static async Task<DocumentFile> Make(Invoice row, TenantDb db, Call call, CancellationToken ct)
    {
        if (row.Number is null)
            throw Fault.Refused(new Refusal("not_posted", "The invoice is a draft. Post it first."));
        var lines = await db.Query<InvoiceLine>($"where t.invoice_id = {row.Id} and t.archived_at is null order by t.position", ct);
        var entity = (await db.Query<LegalEntity>($"where t.archived_at is null order by t.created_at limit 1", ct)).FirstOrDefault();
        var term = row.PaymentTermId is null ? null : (await db.Query<PaymentTerm>($"where t.id = {row.PaymentTermId}", ct)).FirstOrDefault();
        var bank = (await db.Query<Journal>($"where t.kind = {JournalKind.Bank} and t.iban is not null and t.archived_at is null order by t.created_at limit 1", ct)).FirstOrDefault();
        var preceding = row.CreditsInvoiceId is null ? null : (await db.Query<Invoice>($"where t.id = {row.CreditsInvoiceId}", ct)).FirstOrDefault();
        var drawn = new Drawing(row, lines, row.IssuedBy ?? new PartyDetails(db.Tenant.Name), term?.Name, bank, preceding?.Number, row.IsSale ? entity?.InvoiceFooter : null);
        return new DocumentFile(row.Number + ".pdf", PdfFile.Of(drawn.Draw(), row.Number, row.CreatedAt));
    }

    private sealed class Drawing(Invoice invoice, IReadOnlyList<InvoiceLine> lines, PartyDetails seller, string? terms, Journal? bank, string? preceding, string? footer)
    {
        private readonly InvoiceWords _words = InvoiceWords.For(seller.Country);
        private readonly List<PdfPage> _pages = [];
        private PdfPage _page = new();
        private double _y;

        public IReadOnlyList<PdfPage> Draw()
        {
            Turn();
            Head();
            Lines();
            Sums();
            Foot();
            for (var i = 0; i < _pages.Count; i++)
                _pages[i].TextRight(Right, 815, $"{_words.Page} {i + 1} / {_pages.Count}", 7);
            return _pages;
        }

        private void Turn()
        {
            _pages.Add(_page = new PdfPage());
            _y = 60;
        }

        /// <summary>The address stands where the window of an envelope is.</summary>
        private void Head()
        {
            _page.Text(Left, 60, seller.Name, 14, bold: true);
            _page.Text(Left, 130, string.Join(" · ", new[] { seller.Name, seller.Street, $"{seller.PostalCode} {seller.City}".Trim() }.Where(t => !string.IsNullOrEmpty(t))), 6.5);
            var y = 148.0;
            var to = invoice.BillTo ?? new PartyDetails(invoice.PartnerName);
            foreach (var line in new[] { to.Name, to.Street, $"{to.PostalCode} {to.City}".Trim(), to.Country is null || to.Country == seller.Country ? null : new System.Globalization.RegionInfo(to.Country).EnglishName }.Where(t => !string.IsNullOrEmpty(t)))
                _page.Text(Left, y += LineHeight, Fit(line!, 240, 10), 10);

            y = 148;
            foreach (var (name, value) in Facts(to))
            {
                y += LineHeight;
                _page.Text(340, y, name, 8.5);
                _page.TextRight(Right, y, Fit(value, 110, 8.5), 8.5, bold: name == _words.Number);
            }

            _y = Math.Max(y, 250) + 30;
            _page.Text(Left, _y, $"{(invoice.IsCredit ? _words.CreditNote : _words.Invoice)} {invoice.Number}", 13, bold: true);
            _y += 20;
            if (invoice.Note is { } note)
                Paragraph(note);
        }

        private IEnumerable<(string, string)> Facts(PartyDetails to) => new (string, string?)[]
        {
            (_words.Number, invoice.Number), (_words.Date, _words.Day(invoice.IssuedOn)), (_words.Delivery, _words.Day(invoice.DeliveredOn ?? invoice.IssuedOn)), (_words.Due, _words.Day(invoice.DueOn)),
            (_words.Order, invoice.Reference), (_words.Preceding, preceding), (_words.Customer, to.VatId),
        }.Where(f => !string.IsNullOrEmpty(f.Item2)).Select(f => (f.Item1, f.Item2!));

        private void Columns()
        {
            _page.Text(Left, _y, "#", 8, bold: true);
            _page.Text(Left + 20, _y, _words.Description, 8, bold: true);
            foreach (var (x, word) in new[] { (355.0, _words.Quantity), (425, _words.Price), (465, _words.Tax), (Right, _words.Amount) })
                _page.TextRight(x, _y, word, 8, bold: true);
            _page.Line(Left, _y + 4, Right, _y + 4);
            _y += 18;
        }

        private void Lines()
        {
            Columns();
            var sum = 0m;
            foreach (var line in lines)
            {
                var text = PdfPage.Wrap(line.Article is null ? line.Description : $"{line.Description} ({line.Article})", 225, 9).ToArray();
                if (_y + text.Length * LineHeight > Bottom)
                {
                    _page.TextRight(Right, Bottom + 16, $"{_words.Carried} {Amount(sum)}", 8);
                    Turn();
                    Columns();
                }

                _page.Text(Left, _y, line.Position.ToString(_words.Format), 9);
                _page.TextRight(355, _y, line.Quantity.ToString("0.######", _words.Format) + (line.Unit == "C62" ? "" : " " + line.Unit));
                _page.TextRight(425, _y, line.UnitPrice.ToString("#,0.00####", _words.Format) + (line.DiscountPercent == 0 ? "" : $" -{line.DiscountPercent.ToString("0.##", _words.Format)} %"));
                _page.TextRight(465, _y, line.TaxCodeId is null ? "" : line.TaxPercent.ToString("0.##", _words.Format) + " %");
                _page.TextRight(Right, _y, Amount(line.Net));
                foreach (var part in text)
                {
                    _page.Text(Left + 20, _y, part, 9);
                    _y += LineHeight;
                }

                _y += 3;
                sum += line.Net;
            }

            _page.Line(Left, _y - 6, Right, _y - 6);
        }

        private void Sums()
        {
            if (_y + (invoice.Taxes.Count + 3) * LineHeight > Bottom)
                Turn();
            _y += 8;
            Sum(_words.Net, invoice.Net.Amount);
            foreach (var tax in invoice.Taxes.Where(t => t.Tax != 0))
                Sum($"{_words.Tax} {tax.Percent.ToString("0.##", _words.Format)} % {_words.On} {Amount(tax.Base)}", tax.Tax);
            Sum($"{_words.Gross} {invoice.Gross.Currency}", invoice.Gross.Amount, bold: true);
            _y += 10;
            foreach (var reason in invoice.Taxes.Select(t => t.ExemptionReason).OfType<string>().Distinct())
                Paragraph(reason);
        }

        private void Sum(string name, decimal amount, bool bold = false)
        {
            _page.Text(340, _y, name, 9, bold);
            _page.TextRight(Right, _y, Amount(amount), 9, bold);
            _y += LineHeight + 2;
        }

        private void Foot()
        {
            if (terms is not null)
                Paragraph($"{_words.Terms}: {terms}");
            if (bank?.Iban is { } iban && invoice is { IsSale: true, IsCredit: false })
                Paragraph($"IBAN {string.Join(' ', iban.Chunk(4).Select(c => new string(c)))}{(bank.Bic is null ? "" : $" · BIC {bank.Bic}")}{(bank.BankName is null ? "" : $" · {bank.BankName}")} · {_words.Reference}: {invoice.Number}");
            var ids = new[] { seller.Name, seller.Street, $"{seller.PostalCode} {seller.City}".Trim(), seller.VatId, seller.TaxNumber, seller.RegistrationNumber, seller.Email, seller.Phone }.Where(t => !string.IsNullOrEmpty(t));
            var y = 780.0;
            _page.Line(Left, y - 10, Right, y - 10);
            foreach (var line in PdfPage.Wrap(string.Join(" · ", ids) + (footer is null ? "" : "\n" + footer), Right - Left, 6.5).Take(5))
            {
                _page.Text(Left, y, line, 6.5);
                y += 8;
            }
        }

        private void Paragraph(string text)
        {
            foreach (var line in PdfPage.Wrap(text, Right - Left, 9))
            {
                if (_y > Bottom)
                    Turn();
                _page.Text(Left, _y, line, 9);
                _y += LineHeight;
            }

            _y += 6;
        }

        private string Amount(decimal amount) => amount.ToString("#,0." + new string('0', CurrencyUnits.Decimals(invoice.Gross.Currency)), _words.Format);

        private static string Fit(string text, double width, double size)
        {
            while (text.Length > 1 && PdfFont.Width(text, size) > width)
                text = text[..^1];
            return text;
        }
    }
}
