using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Dunning;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Partners;
using Nexus.Modules.Finance.Periods;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance.Presets;

/// <summary>The ledger that a business begins with: the chart of accounts of its country, journals, and the year that it begins in.</summary>
public sealed class LedgerPreset : IPreset
{
    public static IEnumerable<Resource> Rows(ActivatedBusiness business)
    {
        var accounts = ChartTemplate.Accounts(business.Country, business.Now);
        foreach (var account in accounts)
            yield return account;
        foreach (var journal in Journals(accounts, business))
            yield return journal;
        var (year, periods) = FiscalYear.Beginning(new DateOnly(business.Now.Year, 1, 1), business.Now);
        yield return year;
        foreach (var period in periods)
            yield return period;
        foreach (var tax in TaxTemplate.Rows(business.Country, accounts, business.Now))
            yield return tax;
        yield return new LegalEntity { Name = business.Name, Country = business.Country };
        yield return new DunningLevel { Name = "Reminder", Position = 1, DaysOverdue = 7, Text = "Perhaps our invoice escaped your notice. Please pay it within the next days." };
        yield return new DunningLevel { Name = "Second reminder", Position = 2, DaysOverdue = 21, Fee = 5, Text = "In spite of our reminder we haven't received your payment. Please pay at once." };
        yield return new DunningLevel { Name = "Last reminder", Position = 3, DaysOverdue = 35, Fee = 10, Text = "This is our last reminder. Without your payment within ten days we hand the claim over to collection." };
        yield return new PaymentTerm { Name = "Due at once", Days = 0 };
        yield return new PaymentTerm { Name = "14 days net", Days = 14 };
        yield return new PaymentTerm { Name = "30 days net", Days = 30 };
        yield return new PaymentTerm { Name = "30 days net, 2 % within 10 days", Days = 30, DiscountPercent = 2, DiscountDays = 10 };
    }

    private static IEnumerable<Journal> Journals(IReadOnlyList<Account> accounts, ActivatedBusiness business)
    {
        Guid Of(AccountRole role) => accounts.Single(a => a.Role == role).Id;
        return
        [
            new() { Name = "General", Code = "general", Kind = JournalKind.General, Prefix = "GEN" },
            new() { Name = "Sales invoices", Code = "sales", Kind = JournalKind.Sales, Prefix = "INV" },
            new() { Name = "Sales credit notes", Code = "sales_credit", Kind = JournalKind.SalesCredit, Prefix = "CRN" },
            new() { Name = "Supplier bills", Code = "purchase", Kind = JournalKind.Purchase, Prefix = "BILL" },
            new() { Name = "Supplier credit notes", Code = "purchase_credit", Kind = JournalKind.PurchaseCredit, Prefix = "BCRN" },
            new() { Name = "Bank", Code = "bank", Kind = JournalKind.Bank, Prefix = "BNK", AccountId = Of(AccountRole.Bank), Currency = business.Currency },
            new() { Name = "Cash", Code = "cash", Kind = JournalKind.Cash, Prefix = "CSH", AccountId = Of(AccountRole.Cash), Currency = business.Currency },
            new() { Name = "Payment clearing", Code = "clearing", Kind = JournalKind.Bank, Prefix = "CLR", AccountId = Of(AccountRole.CashClearing) },
            new() { Name = "Inventory", Code = "inventory", Kind = JournalKind.Inventory, Prefix = "STK" },
            new() { Name = "Payroll", Code = "payroll", Kind = JournalKind.Payroll, Prefix = "PAY" },
            new() { Name = "Exchange differences", Code = "exchange", Kind = JournalKind.Exchange, Prefix = "EXC" },
            new() { Name = "Opening balances", Code = "opening", Kind = JournalKind.Opening, Prefix = "OPN" },
            new() { Name = "Closing", Code = "closing", Kind = JournalKind.Closing, Prefix = "CLO" },
        ];
    }
}
