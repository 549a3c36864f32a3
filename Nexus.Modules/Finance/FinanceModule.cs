using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Banking;
using Nexus.Modules.Finance.Currencies;
using Nexus.Modules.Finance.Documents;
using Nexus.Modules.Finance.Dunning;
using Nexus.Modules.Finance.Invoices;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.OpenItems;
using Nexus.Modules.Finance.Partners;
using Nexus.Modules.Finance.Payments;
using Nexus.Modules.Finance.Periods;
using Nexus.Modules.Finance.Presets;
using Nexus.Modules.Finance.Statements;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance;

/// <summary>The books: accounts and postings, invoices and bills, payments, bank statements, taxes and financial statements.</summary>
[Module("finance", "Finance")]
public sealed class FinanceModule : IModule
{
    public static void Declare(ModuleBuilder finance) => finance
        .Resource<Account>()
        .Resource<ExchangeRate>()

        .Resource<FiscalYear>()
        .Operation<OpenFiscalYear>()
        .Operation<CloseFiscalYear>()
        .Resource<Period>()
        .Operation<ClosePeriod>()
        .Operation<ReopenPeriod>()

        .Resource<Journal>()
        .Resource<Entry>()
        .Resource<EntryLine>()
        .Resource<NumberRange>()
        .Resource<AccountTotal>()
        .Operation<PostEntry>()
        .Operation<PostEntries>()
        .Operation<ReverseEntry>()

        .Resource<LegalEntity>()
        .Resource<PaymentTerm>()
        .Resource<Partner>()
        .Resource<TaxCode>()
        .Resource<TaxRate>()

        .Resource<OpenItem>()
        .Operation<SettleOpenItem>()
        .Resource<Allocation>()
        .Operation<UndoAllocation>()

        .Resource<Invoice>()
        .Resource<InvoiceLine>()
        .Operation<CreateInvoice>()
        .Operation<CreateAndPostInvoice>()
        .Operation<ChangeInvoice>()
        .Operation<PostInvoice>()
        .Operation<DiscardInvoice>()
        .Operation<CreditInvoice>()
        .Document<InvoicePdf>()
        .Document<UblInvoice>()
        .Document<CiiInvoice>()

        .Resource<Payment>()
        .Operation<PostPayment>()
        .Operation<ReversePayment>()

        .Resource<DunningLevel>()
        .Resource<DunningNotice>()
        .Operation<RemindCustomers>()

        .Resource<BankStatement>()
        .Operation<ImportBankStatement>()
        .Operation<ReconcileStatement>()
        .Resource<BankLine>()
        .Operation<MatchBankLine>()
        .Operation<LinkBankLine>()
        .Operation<PostBankLine>()
        .Operation<IgnoreBankLine>()
        .Operation<ReopenBankLine>()
        .Resource<BankRule>()
        .Report<BankSuggestions>()

        .Report<TrialBalance>()
        .Report<GeneralLedger>()
        .Report<BalanceSheet>()
        .Report<ProfitAndLoss>()
        .Report<CashFlow>()
        .Report<AgedReceivables>()
        .Report<AgedPayables>()
        .Report<TaxReport>()

        .Preset<LedgerPreset>()
        .Role("bookkeeper", "Keeps the books: posts entries, invoices, payments and bank statements.", FinanceRoles.Bookkeeper)
        .Role("accountant", "Answers for the books: everything in finance, closing included.", FinanceRoles.Accountant)
        .Role("auditor", "Sees all of the books and changes nothing.", FinanceRoles.Auditor);
}
