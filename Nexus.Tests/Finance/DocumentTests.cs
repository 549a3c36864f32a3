using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Documents;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Partners;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Finance;

/// <summary>Invoices as files: e-invoices by the rules of EN 16931, and PDF.</summary>
[TestClass]
public sealed partial class DocumentTests
{
    private static readonly PartyDetails Seller = new("Seller GmbH", "Street 1", "10115", "Berlin", null, "DE", "DE123456789", "37/123/45678", "seller@example.com", "+49 30 1", "HRB 1", "Ada", "seller@example.com", "EM");

    private static readonly PartyDetails Buyer = new("Buyer SARL", "Rue 1", "75001", "Paris", null, "FR", "FR12345678901");

    private static readonly EInvoice Good = new()
    {
        Number = "INV-1",
        IssuedOn = new DateOnly(2026, 3, 1),
        TypeCode = "380",
        Currency = "EUR",
        DueOn = new DateOnly(2026, 3, 31),
        DeliveredOn = new DateOnly(2026, 3, 1),
        Seller = Seller,
        Buyer = Buyer,
        Account = ("DE02120300000000202051", "BYLADEM1001"),
        Lines = [new("1", "Hat", "H-1", 2, "C62", 50, 0, 100, "S", 19)],
        Taxes = [Tax("S", 19, 100, 19)],
        Net = 100,
        Tax = 19,
        Gross = 119,
    };

    private static InvoiceTax Tax(string letter, decimal percent, decimal on, decimal tax, string? reason = null) => new(null, null, letter, percent, on, tax, reason);

    private static EInvoice Of(string letter, string? reason, PartyDetails? buyer = null, PartyDetails? seller = null) => Good with
    {
        Lines = [new("1", "Hat", null, 2, "C62", 50, 0, 100, letter, 0)],
        Taxes = [Tax(letter, 0, 100, 0, reason)],
        Tax = 0,
        Gross = 100,
        Buyer = buyer ?? Buyer,
        Seller = seller ?? Seller,
    };

    public static IEnumerable<object[]> Rules =>
    [
        ["BR-02", Good with { Number = "" }],
        ["BR-04", Good with { TypeCode = "999" }],
        ["BR-16 BR-CO-10 BR-S-08", Good with { Lines = [] }],
        ["BR-06", Good with { Seller = Seller with { Name = " " } }],
        ["BR-07", Good with { Buyer = Buyer with { Name = "" } }],
        ["BR-09", Good with { Seller = Seller with { Country = null } }],
        ["BR-11", Good with { Buyer = Buyer with { Country = null } }],
        ["BR-CO-26", Good with { Seller = Seller with { VatId = null, RegistrationNumber = null } }],
        ["BR-CO-09", Good with { Buyer = Buyer with { VatId = "123" } }],
        ["BR-62", Good with { Seller = Seller with { ElectronicAddressScheme = null } }],
        ["BR-63", Good with { Buyer = Buyer with { ElectronicAddress = "x@example.com" } }],
        ["BR-22", Good with { Lines = [Good.Lines[0] with { Quantity = 0 }] }],
        ["BR-25", Good with { Lines = [Good.Lines[0] with { Name = "" }] }],
        ["BR-27", Good with { Lines = [Good.Lines[0] with { Price = -1 }] }],
        ["BR-CO-10 BR-CO-13 BR-CO-15", Good with { Net = 101 }],
        ["BR-CO-13 BR-CO-17 BR-S-08", Good with { Taxes = [Tax("S", 19, 90, 19)] }],
        ["BR-CO-14 BR-CO-15", Good with { Tax = 18 }],
        ["BR-CO-15", Good with { Gross = 120 }],
        ["BR-CO-17", Good with { Taxes = [Tax("S", 19, 100, 25)], Tax = 25, Gross = 125 }],
        ["BR-S-05", Good with { Lines = [Good.Lines[0] with { Percent = 0 }], Taxes = [Tax("S", 0, 100, 0)], Tax = 0, Gross = 100 }],
        ["BR-S-10", Good with { Taxes = [Tax("S", 19, 100, 19, "No reason")] }],
        ["BR-S-02", Good with { Seller = Seller with { VatId = null, TaxNumber = null } }],
        ["BR-E-10", Of("E", null)],
        ["BR-AE-02", Of("AE", "Reverse charge", Buyer with { VatId = null })],
        ["BR-AE-02", Of("AE", "Reverse charge", null, Seller with { VatId = null })],
        ["BR-IC-02", Of("K", "Intra-Community", Buyer with { VatId = null })],
        ["BR-G-02", Of("G", "Export", null, Seller with { VatId = null })],
        ["BR-O-02", Of("O", "No tax")],
        ["BR-CO-25", Good with { DueOn = null }],
        ["", Good],
        ["", Of("E", "Exempt")],
        ["", Of("AE", "Reverse charge")],
        ["", Of("K", "Intra-Community")],
        ["", Of("G", "Export")],
        ["", Good with { Seller = Seller with { VatId = null } }],
    ];

    [TestMethod]
    [DynamicData(nameof(Rules))]
    public void The_rules_of_the_standard_are_checked(string broken, object invoice) =>
        Assert.AreEqual(broken, string.Join(" ", EInvoiceRules.Check((EInvoice)invoice).Select(r => r.Rule).Distinct().Order(StringComparer.Ordinal)));

    [TestMethod]
    public void Both_syntaxes_say_the_same()
    {
        var invoice = Good with { Lines = [Good.Lines[0] with { Price = 60, Allowance = 20 }], Note = "A \u0001note & <more>", PaymentTerms = "30 days", Preceding = ("INV-0", new DateOnly(2026, 2, 1)) };
        var ubl = UblInvoice.Write(invoice);
        var cii = CiiInvoice.Write(invoice);
        string Ubl(string path) => Text(ubl, path);
        string Cii(string path) => Text(cii, path);
        foreach (var (inUbl, inCii, value) in new[]
        {
            ("ID", "ExchangedDocument/ID", "INV-1"),
            ("InvoiceTypeCode", "ExchangedDocument/TypeCode", "380"),
            ("Note", "ExchangedDocument/IncludedNote/Content", "A note & <more>"),
            ("AccountingSupplierParty/Party/PartyTaxScheme/CompanyID", "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/SellerTradeParty/SpecifiedTaxRegistration/ID", "DE123456789"),
            ("AccountingCustomerParty/Party/PostalAddress/Country/IdentificationCode", "SupplyChainTradeTransaction/ApplicableHeaderTradeAgreement/BuyerTradeParty/PostalTradeAddress/CountryID", "FR"),
            ("PaymentMeans/PayeeFinancialAccount/ID", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID", "DE02120300000000202051"),
            ("TaxTotal/TaxSubtotal/TaxAmount", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/ApplicableTradeTax/CalculatedAmount", "19.00"),
            ("LegalMonetaryTotal/PayableAmount", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/SpecifiedTradeSettlementHeaderMonetarySummation/DuePayableAmount", "119.00"),
            ("InvoiceLine/AllowanceCharge/Amount", "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem/SpecifiedLineTradeSettlement/SpecifiedTradeAllowanceCharge/ActualAmount", "20.00"),
            ("InvoiceLine/Price/PriceAmount", "SupplyChainTradeTransaction/IncludedSupplyChainTradeLineItem/SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount", "60"),
            ("BillingReference/InvoiceDocumentReference/ID", "SupplyChainTradeTransaction/ApplicableHeaderTradeSettlement/InvoiceReferencedDocument/IssuerAssignedID", "INV-0"),
        })
        {
            Assert.AreEqual(value, Ubl(inUbl), inUbl);
            Assert.AreEqual(value, Cii(inCii), inCii);
        }

        Assert.AreEqual("CreditNote", UblInvoice.Write(Good with { TypeCode = "381" }).Name.LocalName);
    }

    [TestMethod]
    public async Task A_posted_invoice_is_served_as_pdf_and_as_e_invoice()
    {
        await using var books = await FinanceTenant.Create();
        var partner = (string)(await books.Tenant.Create("/api/v1/finance/partners", new { name = "Zażółć & Söhne (GmbH)", street = "Weg 1", postal_code = "10115", city = "Köln", country = "DE" }))["id"]!;
        var invoice = await InvoiceTests.Invoice(books, Enumerable.Range(1, 90).Select(i => new { description = $"Artikel {i} mit einer Beschreibung, die über die Zeile hinausgeht und umgebrochen wird", unit_price = i, tax_code = i % 2 == 0 ? "DE-S" : "DE-R" }), partner);
        var path = $"/api/v1/finance/invoices/{invoice["id"]}";

        var pdf = await books.Tenant.Http.GetAsync(path + "/pdf");
        Assert.AreEqual("application/pdf", pdf.Content.Headers.ContentType!.MediaType);
        var text = PdfText(await pdf.Content.ReadAsByteArrayAsync());
        StringAssert.Contains(text, "Rechnung " + invoice["number"]);
        StringAssert.Contains(text, @"Zazólc & Söhne \(GmbH\)");
        StringAssert.Contains(text, "Übertrag");

        var refused = await books.Tenant.Http.GetAsync(path + "/ubl");
        Assert.AreEqual(HttpStatusCode.Conflict, refused.StatusCode);
        StringAssert.Contains(await refused.Content.ReadAsStringAsync(), "BR-CO-26");

        var entity = (await books.Tenant.Read("/api/v1/finance/legal_entities"))[0]!;
        await books.Tenant.Send(HttpMethod.Patch, $"/api/v1/finance/legal_entities/{entity["id"]}", new { vat_id = "DE123456789", city = "Berlin", email = "a@example.com" });
        invoice = await InvoiceTests.Invoice(books, new[] { InvoiceTests.Line(100, "DE-S") }, partner);
        foreach (var syntax in new[] { "ubl", "cii" })
        {
            var xml = await books.Tenant.Http.GetAsync($"/api/v1/finance/invoices/{invoice["id"]}/{syntax}");
            Assert.AreEqual(HttpStatusCode.OK, xml.StatusCode, await xml.Content.ReadAsStringAsync());
            StringAssert.Contains(XDocument.Parse(await xml.Content.ReadAsStringAsync()).ToString(), (string)invoice["number"]!);
        }
    }

    [TestMethod]
    public async Task Who_may_not_read_invoices_gets_no_file_and_drafts_have_none()
    {
        await using var books = await FinanceTenant.Create();
        var draft = await books.Tenant.Create("/api/v1/finance/invoices", InvoiceTests.Input(await InvoiceTests.Partner(books), new[] { InvoiceTests.Line(1, null) }, "customer_invoice", books.Day, new JsonObject()));
        var path = $"/api/v1/finance/invoices/{draft["id"]}/pdf";
        Assert.AreEqual(HttpStatusCode.Conflict, (await books.Tenant.Http.GetAsync(path)).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await books.Tenant.Http.GetAsync($"/api/v1/finance/invoices/{Guid.NewGuid()}/pdf")).StatusCode);
        Assert.AreEqual(HttpStatusCode.NotFound, (await books.Tenant.Http.GetAsync(path + "x")).StatusCode);
        var other = await TestKey.Create(books.Tenant, new Grant("finance.account.read"));
        Assert.AreEqual(HttpStatusCode.Forbidden, (await books.Tenant.Api.Client(other.Key).GetAsync(path)).StatusCode);
    }

    private static string Text(XElement root, string path) => path.Split('/').Aggregate(root, (e, name) => e.Elements().First(c => c.Name.LocalName == name)).Value;

    /// <summary>What stands on the pages; the file's table must lead to its objects.</summary>
    private static string PdfText(byte[] pdf)
    {
        var file = Encoding.Latin1.GetString(pdf);
        var table = int.Parse(Regex.Match(file, @"startxref\n(\d+)\n%%EOF").Groups[1].Value);
        var offsets = Regex.Matches(file[table..], @"(\d{10}) 00000 n ").Select(m => int.Parse(m.Groups[1].Value)).ToArray();
        for (var i = 0; i < offsets.Length; i++)
            Assert.IsTrue(file[offsets[i]..].StartsWith($"{i + 1} 0 obj", StringComparison.Ordinal));
        var text = new StringBuilder();
        foreach (Match stream in StreamStart().Matches(file))
        {
            using var zlib = new ZLibStream(new MemoryStream(pdf, stream.Index + stream.Length, int.Parse(stream.Groups[1].Value)), CompressionMode.Decompress);
            using var content = new MemoryStream();
            zlib.CopyTo(content);
            text.Append(Encoding.Latin1.GetString(content.ToArray()));
        }

        return text.ToString();
    }

    [GeneratedRegex(@"/Length (\d+) /Filter /FlateDecode >>\nstream\n")]
    private static partial Regex StreamStart();
}
