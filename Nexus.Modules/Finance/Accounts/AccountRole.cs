namespace Nexus.Modules.Finance.Accounts;

/// <summary>
/// What an account is for, so that whoever posts names the purpose and not a number: each chart says which account has which role, and a
/// business may move a role to another account. At most one account has a role.
/// </summary>
public enum AccountRole
{
    /// <summary>What customers owe. A control account: only invoices and payments post to it.</summary>
    Receivable,

    /// <summary>What is owed to suppliers. A control account: only bills and payments post to it.</summary>
    Payable,

    /// <summary>The main bank account.</summary>
    Bank,

    /// <summary>Cash on hand.</summary>
    Cash,

    /// <summary>Money under way: taken by a payment provider and not yet on the bank account.</summary>
    CashClearing,

    /// <summary>Sales of goods.</summary>
    Revenue,

    /// <summary>Sales of services.</summary>
    ServiceRevenue,

    /// <summary>Shipping that customers pay for.</summary>
    ShippingRevenue,

    /// <summary>Discounts given to customers, for early payment too.</summary>
    DiscountGiven,

    /// <summary>Discounts taken from suppliers.</summary>
    DiscountTaken,

    /// <summary>Cost of goods that were sold.</summary>
    Cogs,

    /// <summary>Goods in stock.</summary>
    Inventory,

    /// <summary>Goods received that no bill has come for yet.</summary>
    GoodsReceived,

    /// <summary>Differences found by counting, waste, corrections of stock value.</summary>
    StockAdjustment,

    /// <summary>Purchases and costs that nothing more exact is said about.</summary>
    Expense,

    /// <summary>Tax on sales, owed to the tax office.</summary>
    OutputTax,

    /// <summary>Tax on purchases, to be had back from the tax office.</summary>
    InputTax,

    /// <summary>Realised gains by exchange rates.</summary>
    ExchangeGain,

    /// <summary>Realised losses by exchange rates.</summary>
    ExchangeLoss,

    /// <summary>Passes amounts from one currency to another, so that each currency balances; its balance in the book currency is always zero.</summary>
    CurrencyExchange,

    /// <summary>Results of earlier years.</summary>
    RetainedEarnings,

    /// <summary>The other side of balances that a business begins with.</summary>
    OpeningBalance,

    /// <summary>Cents that rounding leaves.</summary>
    Rounding,

    /// <summary>Fees of banks and payment providers.</summary>
    PaymentFees,

    /// <summary>Payments of customers before there is an invoice.</summary>
    CustomerDeposits,

    /// <summary>Receivables that will not be paid.</summary>
    BadDebt,

    /// <summary>Fees and interest that late customers are charged.</summary>
    DunningFees,

    /// <summary>Vouchers sold and not yet redeemed.</summary>
    GiftCards,

    /// <summary>Wages and salaries.</summary>
    Salaries,

    /// <summary>Wages and salaries not yet paid.</summary>
    SalariesPayable,

    /// <summary>Bank lines that nobody has explained yet.</summary>
    Suspense,
}
