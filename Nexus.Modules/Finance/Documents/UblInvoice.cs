using System.Globalization;
using System.Xml.Linq;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Documents;

/// <summary>The invoice or credit note as an e-invoice of EN 16931 in UBL 2.1, checked against the standard's rules.</summary>
[Document("finance.invoice.ubl", "application/xml")]
public sealed class UblInvoice : IDocument<UblInvoice, Invoice>
{
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";

    public static async Task<DocumentFile> Make(Invoice row, TenantDb db, Call call, CancellationToken ct)
    {
        var invoice = await EInvoice.Of(row, db, ct);
        EInvoiceRules.Assert(invoice);
        return new DocumentFile(invoice.Number + ".xml", XmlText.Of(Write(invoice)));
    }

    internal static XElement Write(EInvoice i)
    {
        var kind = i.IsCreditNote ? "CreditNote" : "Invoice";
        XNamespace root = $"urn:oasis:names:specification:ubl:schema:xsd:{kind}-2";
        return new XElement(root + kind, new XAttribute(XNamespace.Xmlns + "cac", Cac), new XAttribute(XNamespace.Xmlns + "cbc", Cbc),
            Text("CustomizationID", EInvoice.Specification),
            Text("ID", i.Number),
            Day("IssueDate", i.IssuedOn),
            i.IsCreditNote ? null : Day("DueDate", i.DueOn),
            Text(kind + "TypeCode", i.TypeCode),
            Text("Note", i.Note),
            Text("DocumentCurrencyCode", i.Currency),
            Text("BuyerReference", i.BuyerReference),
            i.OrderReference is null ? null : new XElement(Cac + "OrderReference", Text("ID", i.OrderReference)),
            i.Preceding is not { } preceding ? null : new XElement(Cac + "BillingReference", new XElement(Cac + "InvoiceDocumentReference", Text("ID", preceding.Number), Day("IssueDate", preceding.IssuedOn))),
            new XElement(Cac + "AccountingSupplierParty", Party(i.Seller!)),
            new XElement(Cac + "AccountingCustomerParty", Party(i.Buyer!)),
            Delivery(i),
            new XElement(Cac + "PaymentMeans", Text("PaymentMeansCode", i.PaymentMeans), i.IsCreditNote ? Day("PaymentDueDate", i.DueOn) : null, Text("PaymentID", i.Number), Account(i)),
            i.PaymentTerms is null ? null : new XElement(Cac + "PaymentTerms", Text("Note", i.PaymentTerms)),
            new XElement(Cac + "TaxTotal", Amount("TaxAmount", i.Tax, i), i.Taxes.Select(t => SubTotal(t, i))),
            new XElement(Cac + "LegalMonetaryTotal", Amount("LineExtensionAmount", i.Net, i), Amount("TaxExclusiveAmount", i.Net, i), Amount("TaxInclusiveAmount", i.Gross, i), Amount("PayableAmount", i.Gross, i)),
            i.Lines.Select(l => Line(l, i, kind)));
    }

    private static XElement Party(PartyDetails p) => new(Cac + "Party",
        p.ElectronicAddress is null ? null : new XElement(Cbc + "EndpointID", new XAttribute("schemeID", p.ElectronicAddressScheme!), p.ElectronicAddress),
        new XElement(Cac + "PartyName", Text("Name", p.Name)),
        new XElement(Cac + "PostalAddress", Text("StreetName", p.Street), Text("CityName", p.City), Text("PostalZone", p.PostalCode), Text("CountrySubentity", p.Region), new XElement(Cac + "Country", Text("IdentificationCode", p.Country))),
        p.VatId is null ? null : new XElement(Cac + "PartyTaxScheme", Text("CompanyID", p.VatId), Scheme("VAT")),
        p.TaxNumber is null ? null : new XElement(Cac + "PartyTaxScheme", Text("CompanyID", p.TaxNumber), Scheme("FC")),
        new XElement(Cac + "PartyLegalEntity", Text("RegistrationName", p.Name), Text("CompanyID", p.RegistrationNumber)),
        p.ContactName is null && p.Phone is null && p.Email is null ? null : new XElement(Cac + "Contact", Text("Name", p.ContactName), Text("Telephone", p.Phone), Text("ElectronicMail", p.Email)));

    private static XElement Delivery(EInvoice i) => new(Cac + "Delivery", Day("ActualDeliveryDate", i.DeliveredOn),
        new XElement(Cac + "DeliveryLocation", new XElement(Cac + "Address", new XElement(Cac + "Country", Text("IdentificationCode", i.Buyer!.Country)))));

    private static XElement? Account(EInvoice i) => i.Account is not { } account ? null : new XElement(Cac + "PayeeFinancialAccount", Text("ID", account.Iban), Text("Name", i.Seller!.Name),
        account.Bic is null ? null : new XElement(Cac + "FinancialInstitutionBranch", Text("ID", account.Bic)));

    private static XElement SubTotal(InvoiceTax tax, EInvoice i) => new(Cac + "TaxSubtotal", Amount("TaxableAmount", tax.Base, i), Amount("TaxAmount", tax.Tax, i),
        new XElement(Cac + "TaxCategory", Text("ID", tax.Letter), tax.Letter == "O" ? null : Text("Percent", Number(tax.Percent)), Text("TaxExemptionReasonCode", tax.ExemptionCode), Text("TaxExemptionReason", tax.ExemptionReason), Scheme("VAT")));

    private static XElement Line(EInvoice.Line line, EInvoice i, string kind) => new(Cac + (kind + "Line"),
        Text("ID", line.Id),
        new XElement(Cbc + (i.IsCreditNote ? "CreditedQuantity" : "InvoicedQuantity"), new XAttribute("unitCode", line.Unit), Number(line.Quantity)),
        Amount("LineExtensionAmount", line.Net, i),
        line.Allowance == 0 ? null : new XElement(Cac + "AllowanceCharge", Text("ChargeIndicator", line.Allowance < 0 ? "true" : "false"), Text("AllowanceChargeReason", "Discount"), Amount("Amount", Math.Abs(line.Allowance), i)),
        new XElement(Cac + "Item", Text("Name", line.Name), line.Article is null ? null : new XElement(Cac + "SellersItemIdentification", Text("ID", line.Article)),
            new XElement(Cac + "ClassifiedTaxCategory", Text("ID", line.Category), line.Category == "O" ? null : Text("Percent", Number(line.Percent)), Scheme("VAT"))),
        new XElement(Cac + "Price", new XElement(Cbc + "PriceAmount", new XAttribute("currencyID", i.Currency), Number(line.Price))));

    private static XElement Scheme(string id) => new(Cac + "TaxScheme", Text("ID", id));

    private static XElement Amount(string name, decimal amount, EInvoice i) => new(Cbc + name, new XAttribute("currencyID", i.Currency), amount.ToString("0.00", CultureInfo.InvariantCulture));

    private static XElement? Text(string name, string? text) => string.IsNullOrWhiteSpace(text) ? null : new XElement(Cbc + name, XmlText.Clean(text));

    private static XElement? Day(string name, DateOnly? day) => day is { } given ? new XElement(Cbc + name, given.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)) : null;

    private static string Number(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
