using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Statements;

/// <summary>Profit and loss of a span of time, in the book currency: income and expenses by section and account, beside the same span a year before. Income is positive, expenses are negative; the last row is the result.</summary>
/// <param name="From">First day; the first of January when not given.</param>
/// <param name="To">Last day; today when not given.</param>
[Report("finance.profit_and_loss", Axis = "name", Measure = "amount")]
public sealed record ProfitAndLoss(DateOnly? From = null, DateOnly? To = null) : IReport<ProfitAndLoss, ProfitAndLoss.Row>
{
    /// <param name="Section">Empty on the result.</param>
    /// <param name="AccountId">Empty on sums.</param>
    /// <param name="Name">Name of the account, or what is summed.</param>
    /// <param name="Amount">Income positive, expenses negative.</param>
    /// <param name="YearBefore">The same a year before.</param>
    /// <param name="IsTotal">A sum of other rows.</param>
    public sealed record Row(StatementSection? Section, [References<Account>] Guid? AccountId, string? Number, string Name, decimal Amount, decimal YearBefore, bool IsTotal);

    public static Sql Query(ProfitAndLoss input, ReportDb db, Call call)
    {
        var (from, to) = (input.From ?? Month.NewYear(call), input.To ?? Month.Today(call));
        // The closing entries take income and expenses to retained earnings: they are no part of the result.
        return $"""
            with lines as (
                select a.section, a.id, a.number, a.name, coalesce(n.credit - n.debit, 0) as amount, coalesce(y.credit - y.debit, 0) as year_before
                from {db.TableWithArchived<Account>()} a
                left join ({Balances.Of(db, from, to, withClosing: false)}) n on n.account_id = a.id
                left join ({Balances.Of(db, YearBefore(from), YearBefore(to), withClosing: false)}) y on y.account_id = a.id
                where a.kind in ({AccountKind.Income}, {AccountKind.Expense}) and (coalesce(n.credit - n.debit, 0) <> 0 or coalesce(y.credit - y.debit, 0) <> 0)
            )
            select section, id as account_id, number, case when grouping(name) = 0 then name when grouping(section) = 0 then initcap(replace(section, '_', ' ')) else 'Result' end as name,
                   coalesce(sum(amount), 0) as amount, coalesce(sum(year_before), 0) as year_before, grouping(name) = 1 as is_total
            from lines
            group by grouping sets ((section, id, number, name), (section), ())
            order by grouping(section), array_position({BalanceSheet.Sections}, section), grouping(name), number nulls last
            """;
    }

    private static DateOnly YearBefore(DateOnly day) => day.Year > 1 ? day == Month.LastDay(day) ? Month.LastDay(day.AddYears(-1)) : day.AddYears(-1) : day;
}
