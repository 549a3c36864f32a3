using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Statements;

/// <summary>What a flow of money belongs to.</summary>
public enum CashFlowActivity
{
    Operating,
    Investing,
    Financing,

    /// <summary>By how much cash changed: the sum of the others.</summary>
    Cash,
}

/// <summary>Cash flow statement (indirect) of a span of time, in the book currency: the result and the changes of what isn't cash, by activity. Their sum is the change of cash.</summary>
/// <param name="From">First day; the first of January when not given.</param>
/// <param name="To">Last day; today when not given.</param>
[Report("finance.cash_flow", Axis = "name", Measure = "amount")]
public sealed record CashFlow(DateOnly? From = null, DateOnly? To = null) : IReport<CashFlow, CashFlow.Row>
{
    /// <param name="Section">Empty on sums, and on the result.</param>
    /// <param name="Name">What flowed.</param>
    /// <param name="Amount">Positive: in; negative: out.</param>
    /// <param name="IsTotal">A sum of other rows.</param>
    public sealed record Row(CashFlowActivity Activity, StatementSection? Section, string Name, decimal Amount, bool IsTotal);

    public static Sql Query(CashFlow input, ReportDb db, Call call)
    {
        var sections = Enum.GetValues<StatementSection>();
        var activities = sections.Select(s => Names.Snake(ActivityOf(s).ToString())).ToArray();
        return $"""
            with lines as (
                select s.activity, case when a.kind in ({AccountKind.Income}, {AccountKind.Expense}) and a.section <> {StatementSection.Depreciation} then null else a.section end as section,
                       case when s.activity = {CashFlowActivity.Cash} then b.debit - b.credit else b.credit - b.debit end as amount
                from ({Balances.Of(db, input.From ?? Month.NewYear(call), input.To ?? Month.Today(call), withClosing: false)}) b
                join {db.TableWithArchived<Account>()} a on a.id = b.account_id
                join unnest({BalanceSheet.Sections}, {activities}) as s(section, activity) on s.section = a.section
            ), flows as (
                select activity, section, sum(amount) as amount from lines group by activity, section
            )
            select activity, section, case when grouping(section) = 1 then initcap(activity) when section is null then 'Result before depreciation' else initcap(replace(section, '_', ' ')) end as name,
                   sum(amount) as amount, grouping(section) = 1 as is_total
            from flows
            group by grouping sets ((activity, section), (activity))
            having sum(amount) <> 0 or grouping(section) = 1
            order by array_position({Enum.GetNames<CashFlowActivity>().Select(Names.Snake).ToArray()}, activity), grouping(section), array_position({BalanceSheet.Sections}, section) nulls first
            """;
    }

    /// <summary>Depreciation stands with the assets that it takes from: together they are no flow.</summary>
    private static CashFlowActivity ActivityOf(StatementSection section) => section switch
    {
        StatementSection.Cash => CashFlowActivity.Cash,
        StatementSection.FixedAssets or StatementSection.FinancialAssets or StatementSection.Depreciation => CashFlowActivity.Investing,
        StatementSection.Equity or StatementSection.LongTermLiabilities => CashFlowActivity.Financing,
        _ => CashFlowActivity.Operating,
    };
}
