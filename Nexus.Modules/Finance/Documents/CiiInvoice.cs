using System.Globalization;
using System.Xml.Linq;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Documents;

/// <summary>The invoice or credit note as an e-invoice of EN 16931 in UN/CEFACT's Cross Industry Invoice (D16B), checked against the standard's rules.</summary>
[Document("finance.invoice.cii", "application/xml")]
public sealed class CiiInvoice : IDocument<CiiInvoice, Invoice>
{
    private static readonly XNamespace Rsm = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";
    private static readonly XNamespace Udt = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100";
    private static readonly XNamespace Qdt = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100";

    public static async Task<DocumentFile> Make(Invoice row, TenantDb db, Call call, CancellationToken ct)
    {
        var invoice = await EInvoice.Of(row, db, ct);
        EInvoiceRules.Assert(invoice);
        return new DocumentFile(invoice.Number + "-cii.xml", XmlText.Of(Write(invoice)));
    }

    internal static XElement Write(EInvoice i) => new(Rsm + "CrossIndustryInvoice",
        new XAttribute(XNamespace.Xmlns + "rsm", Rsm), new XAttribute(XNamespace.Xmlns + "ram", Ram), new XAttribute(XNamespace.Xmlns + "udt", Udt), new XAttribute(XNamespace.Xmlns + "qdt", Qdt),
        new XElement(Rsm + "ExchangedDocumentContext", new XElement(Ram + "GuidelineSpecifiedDocumentContextParameter", Text("ID", EInvoice.Specification))),
        new XElement(Rsm + "ExchangedDocument", Text("ID", i.Number), Text("TypeCode", i.TypeCode), Day("IssueDateTime", i.IssuedOn), i.Note is null ? null : new XElement(Ram + "IncludedNote", Text("Content", i.Note))),
        new XElement(Rsm + "SupplyChainTradeTransaction",
            i.Lines.Select(Line),
            new XElement(Ram + "ApplicableHeaderTradeAgreement", Text("BuyerReference", i.BuyerReference), Party("SellerTradeParty", i.Seller!), Party("BuyerTradeParty", i.Buyer!),
                i.OrderReference is null ? null : new XElement(Ram + "BuyerOrderReferencedDocument", Text("IssuerAssignedID", i.OrderReference))),
            new XElement(Ram + "ApplicableHeaderTradeDelivery",
                new XElement(Ram + "ShipToTradeParty", new XElement(Ram + "PostalTradeAddress", Text("CountryID", i.Buyer!.Country))),
                i.DeliveredOn is not { } delivered ? null : new XElement(Ram + "ActualDeliverySupplyChainEvent", Day("OccurrenceDateTime", delivered))),
            Settlement(i)));

    private static XElement Line(EInvoice.Line line) => new(Ram + "IncludedSupplyChainTradeLineItem",
        new XElement(Ram + "AssociatedDocumentLineDocument", Text("LineID", line.Id)),
        new XElement(Ram + "SpecifiedTradeProduct", Text("SellerAssignedID", line.Article), Text("Name", line.Name)),
        new XElement(Ram + "SpecifiedLineTradeAgreement", new XElement(Ram + "NetPriceProductTradePrice", Text("ChargeAmount", Number(line.Price)))),
        new XElement(Ram + "SpecifiedLineTradeDelivery", new XElement(Ram + "BilledQuantity", new XAttribute("unitCode", line.Unit), Number(line.Quantity))),
        new XElement(Ram + "SpecifiedLineTradeSettlement",
            new XElement(Ram + "ApplicableTradeTax", Text("TypeCode", "VAT"), Text("CategoryCode", line.Category), line.Category == "O" ? null : Text("RateApplicablePercent", Number(line.Percent))),
            line.Allowance == 0 ? null : new XElement(Ram + "SpecifiedTradeAllowanceCharge", new XElement(Ram + "ChargeIndicator", new XElement(Udt + "Indicator", line.Allowance < 0 ? "true" : "false")), Text("ActualAmount", Amount(Math.Abs(line.Allowance))), Text("Reason", "Discount")),
            new XElement(Ram + "SpecifiedTradeSettlementLineMonetarySummation", Text("LineTotalAmount", Amount(line.Net)))));

    private static XElement Party(string name, PartyDetails p) => new(Ram + name,
        Text("Name", p.Name),
        p.RegistrationNumber is null ? null : new XElement(Ram + "SpecifiedLegalOrganization", Text("ID", p.RegistrationNumber)),
        p.ContactName is null && p.Phone is null && p.Email is null ? null : new XElement(Ram + "DefinedTradeContact", Text("PersonName", p.ContactName),
            p.Phone is null ? null : new XElement(Ram + "TelephoneUniversalCommunication", Text("CompleteNumber", p.Phone)),
            p.Email is null ? null : new XElement(Ram + "EmailURIUniversalCommunication", Text("URIID", p.Email))),
        new XElement(Ram + "PostalTradeAddress", Text("PostcodeCode", p.PostalCode), Text("LineOne", p.Street), Text("CityName", p.City), Text("CountryID", p.Country), Text("CountrySubDivisionName", p.Region)),
        p.ElectronicAddress is null ? null : new XElement(Ram + "URIUniversalCommunication", new XElement(Ram + "URIID", new XAttribute("schemeID", p.ElectronicAddressScheme!), p.ElectronicAddress)),
        Registration(p.VatId, "VA"),
        Registration(p.TaxNumber, "FC"));

    private static XElement? Registration(string? number, string scheme) => number is null ? null : new XElement(Ram + "SpecifiedTaxRegistration", new XElement(Ram + "ID", new XAttribute("schemeID", scheme), number));

    private static XElement Settlement(EInvoice i) => new(Ram + "ApplicableHeaderTradeSettlement",
        Text("PaymentReference", i.Number),
        Text("InvoiceCurrencyCode", i.Currency),
        new XElement(Ram + "SpecifiedTradeSettlementPaymentMeans", Text("TypeCode", i.PaymentMeans),
            i.Account is not { } account ? null : new XElement(Ram + "PayeePartyCreditorFinancialAccount", Text("IBANID", account.Iban), Text("AccountName", i.Seller!.Name)),
            i.Account?.Bic is not { } bic ? null : new XElement(Ram + "PayeeSpecifiedCreditorFinancialInstitution", Text("BICID", bic))),
        i.Taxes.Select(t => new XElement(Ram + "ApplicableTradeTax", Text("CalculatedAmount", Amount(t.Tax)), Text("TypeCode", "VAT"), Text("ExemptionReason", t.ExemptionReason), Text("BasisAmount", Amount(t.Base)),
            Text("CategoryCode", t.Letter), Text("ExemptionReasonCode", t.ExemptionCode), t.Letter == "O" ? null : Text("RateApplicablePercent", Number(t.Percent)))),
        i.PaymentTerms is null && i.DueOn is null ? null : new XElement(Ram + "SpecifiedTradePaymentTerms", Text("Description", i.PaymentTerms), i.DueOn is { } due ? Day("DueDateDateTime", due) : null),
        new XElement(Ram + "SpecifiedTradeSettlementHeaderMonetarySummation", Text("LineTotalAmount", Amount(i.Net)), Text("TaxBasisTotalAmount", Amount(i.Net)),
            new XElement(Ram + "TaxTotalAmount", new XAttribute("currencyID", i.Currency), Amount(i.Tax)), Text("GrandTotalAmount", Amount(i.Gross)), Text("DuePayableAmount", Amount(i.Gross))),
        i.Preceding is not { } preceding ? null : new XElement(Ram + "InvoiceReferencedDocument", Text("IssuerAssignedID", preceding.Number), new XElement(Ram + "FormattedIssueDateTime", DayText(Qdt, preceding.IssuedOn))));

    private static XElement Day(string name, DateOnly day) => new(Ram + name, DayText(Udt, day));

    private static XElement DayText(XNamespace space, DateOnly day) => new(space + "DateTimeString", new XAttribute("format", "102"), day.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    private static XElement? Text(string name, string? text) => string.IsNullOrWhiteSpace(text) ? null : new XElement(Ram + name, XmlText.Clean(text));

    private static string Amount(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Number(decimal number) => number.ToString("0.##########", CultureInfo.InvariantCulture);
}
