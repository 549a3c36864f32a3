namespace Nexus.Modules.Finance.Accounts;

/// <summary>Where an account stands in the balance sheet or in the profit and loss statement.</summary>
public enum StatementSection
{
    FixedAssets,
    FinancialAssets,
    Inventories,
    Receivables,
    OtherCurrentAssets,
    Cash,
    Equity,
    Provisions,
    LongTermLiabilities,
    Payables,
    TaxLiabilities,
    OtherLiabilities,
    Revenue,
    OtherIncome,
    CostOfSales,
    Personnel,
    Depreciation,
    OperatingExpenses,
    FinanceIncome,
    FinanceExpenses,
    IncomeTaxes,
}

/// <summary>The five kinds of accounts; follows from the section.</summary>
public enum AccountKind
{
    Asset,
    Liability,
    Equity,
    Income,
    Expense,
}

/// <summary>What follows from a section.</summary>
internal static class StatementSections
{
    public static AccountKind KindOf(StatementSection section) => section switch
    {
        <= StatementSection.Cash => AccountKind.Asset,
        StatementSection.Equity => AccountKind.Equity,
        <= StatementSection.OtherLiabilities => AccountKind.Liability,
        StatementSection.Revenue or StatementSection.OtherIncome or StatementSection.FinanceIncome => AccountKind.Income,
        _ => AccountKind.Expense,
    };
}
