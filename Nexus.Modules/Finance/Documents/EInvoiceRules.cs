using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Modules.Finance.Partners;

namespace Nexus.Modules.Finance.Documents;

/// <summary>
/// The business rules of EN 16931 that an invoice of ours can break, by the standard's own names. What can't be broken by how it is written
/// (a code list that we choose from, a group that we always write) isn't asked.
/// </summary>
internal static class EInvoiceRules
{
    /// <exception cref="Fault">409 with every rule that is broken.</exception>
    public static void Assert(EInvoice invoice)
    {
        var broken = Check(invoice).ToArray();
        if (broken.Length > 0)
        {
            throw new Fault(409, "einvoice_rules_broken", $"The invoice can't be an e-invoice: {string.Join(" ", broken.Select(b => $"{b.Rule}: {b.Message}"))}",
                [.. broken.Select(b => new FieldFault(b.Term, b.Rule, b.Message))]);
        }
    }

    public static IEnumerable<(string Rule, string Term, string Message)> Check(EInvoice i) =>
        [.. Header(i), .. Parties(i), .. Lines(i), .. Totals(i), .. i.Taxes.SelectMany(t => Category(i, t)), .. Payment(i)];

    private static IEnumerable<(string, string, string)> Header(EInvoice i)
    {
        if (string.IsNullOrWhiteSpace(i.Number))
            yield return ("BR-02", "BT-1", "An invoice has a number.");
        if (i.TypeCode is not ("380" or "381"))
            yield return ("BR-04", "BT-3", "An invoice has a type.");
        if (i.Currency.Length != 3)
            yield return ("BR-05", "BT-5", "An invoice has a currency.");
        if (i.Lines.Count == 0)
            yield return ("BR-16", "BG-25", "An invoice has a line.");
        if (i.Preceding is { Number.Length: 0 })
            yield return ("BR-55", "BT-25", "A preceding invoice has a number.");
    }

    private static IEnumerable<(string, string, string)> Parties(EInvoice i)
    {
        if (string.IsNullOrWhiteSpace(i.Seller?.Name))
            yield return ("BR-06", "BT-27", "The seller has a name: see finance.legal_entity.");
        if (string.IsNullOrWhiteSpace(i.Buyer?.Name))
            yield return ("BR-07", "BT-44", "The buyer has a name.");
        if (string.IsNullOrWhiteSpace(i.Seller?.Country))
            yield return ("BR-09", "BT-40", "The seller's address has a country: see finance.legal_entity.");
        if (string.IsNullOrWhiteSpace(i.Buyer?.Country))
            yield return ("BR-11", "BT-55", "The buyer's address has a country: see the partner.");
        if (i.Seller is { VatId: null, RegistrationNumber: null } && !i.Taxes.All(t => t.Letter == "O"))
            yield return ("BR-CO-26", "BT-31", "The seller has a VAT number or a number in a register: see finance.legal_entity.");
        foreach (var (party, term) in new[] { (i.Seller, "BT-31"), (i.Buyer, "BT-48") })
        {
            if (party?.VatId is { } id && (id.Length < 3 || !Codes.IsCountry(id[..2] == "EL" ? "GR" : id[..2]) && id[..2] != "XI"))
                yield return ("BR-CO-09", term, "A VAT number begins with the code of its country.");
        }

        if (i.Seller is { ElectronicAddress: not null, ElectronicAddressScheme: null })
            yield return ("BR-62", "BT-34", "The seller's electronic address has a scheme.");
        if (i.Buyer is { ElectronicAddress: not null, ElectronicAddressScheme: null })
            yield return ("BR-63", "BT-49", "The buyer's electronic address has a scheme.");
    }

    private static IEnumerable<(string, string, string)> Lines(EInvoice i)
    {
        foreach (var line in i.Lines)
        {
            if (line.Quantity == 0)
                yield return ("BR-22", $"BT-129 of line {line.Id}", "A line has a quantity.");
            if (line.Unit.Length == 0)
                yield return ("BR-23", $"BT-130 of line {line.Id}", "A quantity has a unit.");
            if (string.IsNullOrWhiteSpace(line.Name))
                yield return ("BR-25", $"BT-153 of line {line.Id}", "A line has a name.");
            if (line.Price < 0)
                yield return ("BR-27", $"BT-146 of line {line.Id}", "A price isn't negative.");
            if (decimal.Round(line.Net, 2) != line.Net)
                yield return ("BR-DEC-23", $"BT-131 of line {line.Id}", "An amount has at most two decimals.");
        }
    }

    private static IEnumerable<(string, string, string)> Totals(EInvoice i)
    {
        if (i.Lines.Sum(l => l.Net) != i.Net)
            yield return ("BR-CO-10", "BT-106", "The lines sum up to the total without tax.");
        if (i.Taxes.Sum(t => t.Base) != i.Net)
            yield return ("BR-CO-13", "BT-109", "What is taxed sums up to the total without tax.");
        if (i.Taxes.Sum(t => t.Tax) != i.Tax)
            yield return ("BR-CO-14", "BT-110", "The taxes sum up to the total of tax.");
        if (i.Net + i.Tax != i.Gross)
            yield return ("BR-CO-15", "BT-112", "The total with tax is the total without it and the tax.");
        if (i.Taxes.Count == 0)
            yield return ("BR-CO-18", "BG-23", "There is a tax breakdown.");
        if (new[] { i.Net, i.Tax, i.Gross }.Any(a => decimal.Round(a, 2) != a))
            yield return ("BR-DEC-14", "BG-22", "An amount has at most two decimals.");
        foreach (var tax in i.Taxes.Where(t => Math.Abs(t.Tax - decimal.Round(t.Base * t.Percent / 100, 2, MidpointRounding.AwayFromZero)) > 0.01m))
            yield return ("BR-CO-17", "BT-117", FormattableString.Invariant($"The tax of {tax.Letter} {tax.Percent} % is its base times its rate."));
        if (i.Taxes.Any(t => t.Letter == "O") && i.Taxes.Count > 1)
            yield return ("BR-O-11", "BG-23", "What no tax applies to stands alone on an invoice: give each line a tax code.");
    }

    private static IEnumerable<(string, string, string)> Category(EInvoice i, Invoices.InvoiceTax tax)
    {
        var lines = i.Lines.Where(l => l.Category == tax.Letter && l.Percent == tax.Percent).Sum(l => l.Net);
        var prefix = tax.Letter switch { "K" => "BR-IC", var letter => "BR-" + letter };
        if (lines != tax.Base)
            yield return ($"{prefix}-08", "BT-116", "What is taxed is the sum of the lines of the category and rate.");
        if (tax.Letter == "S" ? tax.Percent <= 0 : tax.Percent != 0)
            yield return ($"{prefix}-05", "BT-152", tax.Letter == "S" ? "A standard rate is above zero." : "The rate of the category is zero.");
        if (tax.Letter != "S" && tax.Tax != 0)
            yield return ($"{prefix}-09", "BT-117", "The category has no tax.");
        if (tax.Letter is "S" or "Z" ? tax.ExemptionReason is not null || tax.ExemptionCode is not null : tax.ExemptionReason is null && tax.ExemptionCode is null)
            yield return ($"{prefix}-10", "BT-120", tax.Letter is "S" or "Z" ? "The category has no reason of exemption." : "Say why there is no tax: see the tax code.");
        if (tax.Letter != "O" && i.Seller is { VatId: null } && (tax.Letter is not ("S" or "Z" or "E") || i.Seller.TaxNumber is null))
            yield return ($"{prefix}-02", "BT-31", "The seller has a VAT number, or where that suffices a tax number: see finance.legal_entity.");
        if (tax.Letter == "O" && (i.Seller?.VatId is not null || i.Buyer?.VatId is not null))
            yield return ("BR-O-02", "BT-31", "Where no tax applies, there are no VAT numbers: give each line a tax code.");
        if (tax.Letter == "AE" && i.Buyer is { VatId: null, RegistrationNumber: null })
            yield return ("BR-AE-02", "BT-48", "A buyer that owes the tax has a VAT number: see the partner.");
        if (tax.Letter == "K" && i.Buyer is { VatId: null })
            yield return ("BR-IC-02", "BT-48", "A buyer in another country of the Union has a VAT number: see the partner.");
        if (tax.Letter == "K" && i.DeliveredOn is null)
            yield return ("BR-IC-11", "BT-72", "There is a day of delivery.");
        if (tax.Letter == "K" && i.Buyer is { Country: null })
            yield return ("BR-IC-12", "BT-80", "There is a country of delivery.");
    }

    private static IEnumerable<(string, string, string)> Payment(EInvoice i)
    {
        if (i.Gross > 0 && i.DueOn is null && i.PaymentTerms is null)
            yield return ("BR-CO-25", "BT-9", "There is a day by which to pay, or terms of payment.");
        if (i.Account is { Iban.Length: 0 })
            yield return ("BR-50", "BT-84", "A transfer has an account.");
    }
}
