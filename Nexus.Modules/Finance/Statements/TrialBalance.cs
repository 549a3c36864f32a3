using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Statements;

/// <summary>Trial balance: of each account its opening balance, debits, credits and closing balance, in the book currency. Debits are positive. The general ledger shows the postings behind a row.</summary>
/// <param name="From">First day; the first of January when not given.</param>
/// <param name="To">Last day; today when not given.</param>
[Report("finance.trial_balance", Axis = "number", Measure = "closing")]
public sealed record TrialBalance(DateOnly? From = null, DateOnly? To = null) : IReport<TrialBalance, TrialBalance.Row>
{
    /// <param name="Number">Number of the account.</param>
    /// <param name="Opening">Balance before the first day.</param>
    /// <param name="Debit">Debits from the first to the last day.</param>
    /// <param name="Credit">Credits from the first to the last day.</param>
    /// <param name="Closing">Balance after the last day.</param>
    public sealed record Row([References<Account>] Guid AccountId, string Number, string Name, AccountKind Kind, StatementSection Section, decimal Opening, decimal Debit, decimal Credit, decimal Closing);

    public static Sql Query(TrialBalance input, ReportDb db, Call call) => $"""
        select a.id as account_id, a.number, a.name, a.kind, a.section, b.opening, b.debit, b.credit, b.opening + b.debit - b.credit as closing
        from ({Balances.Of(db, input.From ?? Month.NewYear(call), input.To ?? Month.Today(call))}) b
        join {db.TableWithArchived<Account>()} a on a.id = b.account_id
        where (b.opening, b.debit, b.credit) <> (0, 0, 0)
        order by a.number
        """;
}
