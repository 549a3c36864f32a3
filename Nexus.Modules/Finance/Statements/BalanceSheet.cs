using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Statements;

/// <summary>Which side of the balance sheet.</summary>
public enum BalanceSheetSide
{
    Assets,
    LiabilitiesAndEquity,
}

/// <summary>Balance sheet on a day, in the book currency: each side with its sections and accounts. The result of years that aren't closed stands in equity. Both sides come to the same.</summary>
/// <param name="On">The day; today when not given.</param>
[Report("finance.balance_sheet", Axis = "name", Measure = "amount")]
public sealed record BalanceSheet(DateOnly? On = null) : IReport<BalanceSheet, BalanceSheet.Row>
{
    /// <param name="Section">Empty on the sum of a side.</param>
    /// <param name="AccountId">Empty on sums, and on the result of open years.</param>
    /// <param name="Name">Name of the account, or what is summed.</param>
    /// <param name="Amount">Assets as debits, liabilities and equity as credits.</param>
    /// <param name="IsTotal">A sum of other rows.</param>
    public sealed record Row(BalanceSheetSide Side, StatementSection? Section, [References<Account>] Guid? AccountId, string? Number, string Name, decimal Amount, bool IsTotal);

    public static Sql Query(BalanceSheet input, ReportDb db, Call call)
    {
        var on = input.On ?? Month.Today(call);
        return $"""
            with accounts as (
                select a.id, a.number, a.name, a.section, a.kind, b.opening + b.debit - b.credit as balance
                from ({Balances.Of(db, Month.FirstDay(on), on)}) b join {db.TableWithArchived<Account>()} a on a.id = b.account_id
            ), lines as (
                select case when kind = {AccountKind.Asset} then {BalanceSheetSide.Assets} else {BalanceSheetSide.LiabilitiesAndEquity} end as side, section, id, number, name,
                       case when kind = {AccountKind.Asset} then balance else -balance end as amount
                from accounts where kind in ({AccountKind.Asset}, {AccountKind.Liability}, {AccountKind.Equity}) and balance <> 0
                union all
                select {BalanceSheetSide.LiabilitiesAndEquity}, {StatementSection.Equity}, null, null, 'Result of open years', coalesce(-sum(balance), 0)
                from accounts where kind in ({AccountKind.Income}, {AccountKind.Expense})
            )
            select side, section, id as account_id, number,
                   case when grouping(name) = 0 then name when grouping(section) = 0 then initcap(replace(section, '_', ' ')) else initcap(replace(side, '_', ' ')) end as name,
                   sum(amount) as amount, grouping(name) = 1 as is_total
            from lines
            group by grouping sets ((side, section, id, number, name), (side, section), (side))
            order by side, grouping(section), array_position({Sections}, section), grouping(name), number nulls last
            """;
    }

    internal static string[] Sections { get; } = [.. Enum.GetNames<StatementSection>().Select(Names.Snake)];
}
