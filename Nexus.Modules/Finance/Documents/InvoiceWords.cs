using System.Globalization;

namespace Nexus.Modules.Finance.Documents;

/// <summary>The words and the way of writing numbers on an invoice, in the language of the country of who issues it.</summary>
internal sealed record InvoiceWords(string Culture, string Invoice, string CreditNote, string Number, string Date, string Delivery, string Due, string Order, string Customer, string Preceding,
    string Description, string Quantity, string Price, string Tax, string Amount, string Net, string Gross, string On, string Page, string Carried, string Terms, string Reference, string Incl)
{
    private static readonly InvoiceWords English = new("en-GB", "Invoice", "Credit note", "Number", "Date", "Delivered on", "Due on", "Your reference", "Your VAT number", "To invoice",
        "Description", "Quantity", "Price", "Tax", "Amount", "Net", "Total", "on", "Page", "Carried forward", "Terms", "Please name when you pay", "incl.");

    private static readonly InvoiceWords German = new("de-DE", "Rechnung", "Gutschrift (Rechnungskorrektur)", "Nummer", "Datum", "Liefer-/Leistungsdatum", "Fällig am", "Ihre Referenz", "Ihre USt-IdNr.", "Zu Rechnung",
        "Bezeichnung", "Menge", "Preis", "USt", "Betrag", "Netto", "Gesamtbetrag", "auf", "Seite", "Übertrag", "Zahlungsbedingungen", "Bitte bei Zahlung angeben", "inkl.");

    public static InvoiceWords For(string? country) => country is "DE" or "AT" ? German : English;

    public CultureInfo Format => CultureInfo.GetCultureInfo(Culture);

    public string Day(DateOnly day) => day.ToString("d", Format);
}
