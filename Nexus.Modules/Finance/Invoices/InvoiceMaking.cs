using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Partners;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance.Invoices;

/// <summary>Makes an invoice with its lines and sums of an input; all that is wrong with it is told at once.</summary>
internal static class InvoiceMaking
{
    /// <summary>An invoice that isn't posted yet, with its lines.</summary>
    public sealed record Draft(Invoice Invoice, IReadOnlyList<InvoiceLine> Lines);

    public static async Task<Draft> Make(InvoiceInput input, TenantDb db, Call call, CancellationToken ct)
    {
        var partner = await PartnerInput.Find(input.PartnerId, input.Partner, db, call, ct);
        var issued = input.IssuedOn ?? DateOnly.FromDateTime(call.Now.UtcDateTime);
        var invoice = new Invoice
        {
            Id = call.NewId(),
            Kind = input.Kind,
            PartnerId = partner.Id,
            PartnerName = partner.Name,
            IssuedOn = issued,
            DeliveredOn = input.DeliveredOn,
            PricesIncludeTax = input.PricesIncludeTax,
            Rate = input.Rate,
            Reference = input.Reference,
            BuyerReference = input.BuyerReference ?? partner.BuyerReference,
            CreditsInvoiceId = input.CreditsInvoiceId,
            Note = input.Note,
            BillTo = partner.Details,
            Source = input.Source,
            SourceId = input.SourceId,
            SourceKey = input.SourceKey,
        };
        var term = await db.Get<PaymentTerm>(input.PaymentTermId ?? partner.PaymentTermId, ct);
        invoice.PaymentTermId = term?.Id;
        invoice.DueOn = input.DueOn ?? term?.DueOn(issued) ?? issued;
        var currency = input.Currency ?? partner.Currency ?? db.Tenant.Currency;
        var taxes = await TaxBook.Load(db, input.DeliveredOn ?? issued, ct);
        var accounts = await Accounts(input, db, ct);
        CheckAll(input, invoice, currency, taxes, accounts);
        return new Draft(invoice, Lines(input, invoice, currency, taxes, accounts, call));
    }

    /// <summary>The lines with what each comes to, and the invoice's sums.</summary>
    private static InvoiceLine[] Lines(InvoiceInput input, Invoice invoice, string currency, TaxBook taxes, Dictionary<string, Guid> accounts, Call call)
    {
        var taxed = input.Lines.Select(l => new TaxedLine(AmountOf(l, currency), TaxOf(l, invoice, taxes), TaxOf(l, invoice, taxes)?.Percent ?? 0)).ToArray();
        var (nets, sums) = TaxSums.Of(taxed, input.PricesIncludeTax, currency);
        var owed = sums.Where(s => s.Code is not { IsSelfAssessed: true }).Sum(s => s.Tax);
        (invoice.Net, invoice.Tax) = (new Money(nets.Sum(), currency), new Money(owed, currency));
        invoice.Gross = invoice.Outstanding = new Money(nets.Sum() + owed, currency);
        invoice.Taxes = [.. sums.Select(s => new InvoiceTax(s.Code?.Id, s.Code?.Code, TaxCode.LetterOf(s.Code?.Category ?? TaxCategory.OutsideScope), s.Percent, s.Base, s.Tax, s.Code?.ExemptionReason, s.Code?.ExemptionCode))];
        return [.. input.Lines.Select((l, i) => new InvoiceLine
        {
            Id = call.NewId(),
            InvoiceId = invoice.Id,
            Position = i + 1,
            Description = l.Description.Trim(),
            Article = l.Article,
            Quantity = l.Quantity,
            Unit = l.Unit,
            UnitPrice = l.UnitPrice,
            DiscountPercent = l.DiscountPercent,
            Net = nets[i],
            TaxCodeId = taxed[i].Code?.Id,
            TaxPercent = taxed[i].Percent,
            AccountId = l.Account is null ? null : accounts[l.Account.ToLowerInvariant()],
            Role = l.Account is null ? l.Role ?? (invoice.IsSale ? AccountRole.Revenue : AccountRole.Expense) : null,
        })];
    }

    private static decimal AmountOf(InvoiceLineInput line, string currency) =>
        CurrencyUnits.Round(line.Quantity * line.UnitPrice * (100 - line.DiscountPercent) / 100, currency);

    private static TaxRow? TaxOf(InvoiceLineInput line, Invoice invoice, TaxBook taxes) =>
        line.TaxCode is { } code ? taxes.Find(code)
        : line.TaxPercent is { } percent ? taxes.Find(percent, invoice.IsSale ? TaxUse.Sales : TaxUse.Purchase)
        : null;

    private static void CheckAll(InvoiceInput input, Invoice invoice, string currency, TaxBook taxes, Dictionary<string, Guid> accounts)
    {
        var faults = new List<FieldFault>();
        if (input.Lines.Length is 0 or > InvoiceInput.LinesMax)
            faults.Add(new FieldFault("lines", "wrong_number_of_lines", $"An invoice has 1 to {InvoiceInput.LinesMax} lines."));
        if (invoice.DueOn < invoice.IssuedOn)
            faults.Add(new FieldFault("due_on", "before_issue", "An invoice can't be due before it is issued."));
        if (!invoice.IsSale && string.IsNullOrWhiteSpace(input.Reference))
            faults.Add(new FieldFault("reference", "required", "Name the number that the supplier gave its bill."));
        if (input.CreditsInvoiceId is not null && !invoice.IsCredit)
            faults.Add(new FieldFault("credits_invoice_id", "not_a_credit_note", "Only a credit note takes an invoice back."));
        for (var i = 0; i < input.Lines.Length; i++)
            faults.AddRange(Faults(input.Lines[i], $"lines[{i}]", invoice, currency, taxes, accounts));
        if (faults.Count > 0)
            throw Fault.Invalid(faults);
    }

    private static IEnumerable<FieldFault> Faults(InvoiceLineInput? line, string at, Invoice invoice, string currency, TaxBook taxes, Dictionary<string, Guid> accounts)
    {
        if (line is null || string.IsNullOrWhiteSpace(line.Description))
        {
            yield return new FieldFault(at + ".description", "required", "Description must be given.");
            yield break;
        }

        if (line.Description.Length > InvoiceLineInput.DescriptionLengthMax || line.Article?.Length > 100)
            yield return new FieldFault(at + ".description", "too_long", $"Description is longer than {InvoiceLineInput.DescriptionLengthMax} characters.");
        if (line.Unit is null or { Length: 0 or > 3 })
            yield return new FieldFault(at + ".unit", "wrong_format", "Unit must be a code of UN/ECE Recommendation 20, such as C62.");
        if (Math.Abs(line.Quantity) > 1_000_000_000 || line.Quantity == 0 || decimal.Round(line.Quantity, 6) != line.Quantity)
            yield return new FieldFault(at + ".quantity", "out_of_range", "Quantity must not be zero, be at most a billion and have at most 6 decimals.");
        if (Math.Abs(line.UnitPrice) > 1_000_000_000_000 || decimal.Round(line.UnitPrice, 6) != line.UnitPrice)
            yield return new FieldFault(at + ".unit_price", "out_of_range", "The price must be at most a trillion and have at most 6 decimals.");
        if (line.DiscountPercent is < 0 or > 100)
            yield return new FieldFault(at + ".discount_percent", "out_of_range", "The discount must be between 0 and 100 percent.");
        if (line.TaxCode is not null && line.TaxPercent is not null)
            yield return new FieldFault(at + ".tax_percent", "one_needed", "Name either a tax code or a rate.");
        else if (TaxFault(line, at, invoice, taxes) is { } fault)
            yield return fault;
        if (line.Account is not null && line.Role is not null)
            yield return new FieldFault(at + ".account", "one_account_needed", "Name either an account or a role.");
        else if (line.Account is not null && !accounts.ContainsKey(line.Account.ToLowerInvariant()))
            yield return new FieldFault(at + ".account", "unknown_reference", "There is no account with this number in use.");
        else if (line.Role is AccountRole.Receivable or AccountRole.Payable)
            yield return new FieldFault(at + ".role", "control_account", "A line can't go to receivables or payables.");
    }

    private static FieldFault? TaxFault(InvoiceLineInput line, string at, Invoice invoice, TaxBook taxes)
    {
        if (line.TaxCode is null && line.TaxPercent is null)
            return null;
        var use = invoice.IsSale ? TaxUse.Sales : TaxUse.Purchase;
        return TaxOf(line, invoice, taxes) switch
        {
            null when line.TaxCode is not null => new FieldFault(at + ".tax_code", "unknown_reference", "There is no such tax code."),
            null => new FieldFault(at + ".tax_percent", "unknown_tax_rate", "No tax code has this rate on the day. Name one by its code."),
            { Percent: null } => new FieldFault(at + ".tax_code", "no_tax_rate", "The tax code has no rate on the day."),
            { } row when row.Use != use => new FieldFault(at + ".tax_code", "wrong_use", $"The tax code isn't for {(invoice.IsSale ? "sales" : "purchases")}."),
            _ => null,
        };
    }

    /// <summary>Ids of the accounts that lines name, control accounts left out.</summary>
    private static async Task<Dictionary<string, Guid>> Accounts(InvoiceInput input, TenantDb db, CancellationToken ct)
    {
        var numbers = input.Lines.Select(l => l?.Account?.ToLowerInvariant()).OfType<string>().Distinct().ToArray();
        if (numbers.Length == 0)
            return [];
        var rows = await db.Query<Account>($"where lower(t.number) = any({numbers}) and t.archived_at is null", ct);
        return rows.Where(a => !a.IsControl).ToDictionary(a => a.Number.ToLowerInvariant(), a => a.Id);
    }
}
