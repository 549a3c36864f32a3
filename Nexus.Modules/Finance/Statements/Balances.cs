using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Statements;

/// <summary>
/// Balances of all accounts as SQL. Whole periods come from their totals, so that history costs nothing; only of the months that begin or end
/// within a period the lines are summed, account by account, through the index on account and day.
/// </summary>
internal static class Balances
{
    /// <summary>Rows of account_id, opening (debit less credit before the first day), debit and credit (from the first to the last day); in the book currency.</summary>
    /// <param name="withClosing">Entries that close years too: they empty income and expenses.</param>
    public static Sql Of(ReportDb db, DateOnly from, DateOnly to, bool withClosing = true)
    {
        Sql journals = withClosing ? Sql.Empty : (Sql)$" and j.kind <> {JournalKind.Closing}";
        var cut = Cuts(from, to).Select(days => (Sql)$"""
            select a.id, s.opening, s.debit, s.credit
            from {db.TableWithArchived<Account>()} a cross join lateral (
                select sum(case when l.posted_on < {from} then l.book_debit - l.book_credit end) as opening,
                       sum(case when l.posted_on >= {from} then l.book_debit end) as debit,
                       sum(case when l.posted_on >= {from} then l.book_credit end) as credit
                from {db.TableWithArchived<EntryLine>()} l
                where l.account_id = a.id and l.posted_on between {days.First} and {days.Last}{(withClosing ? Sql.Empty : (Sql)$" and exists (select 1 from {db.TableWithArchived<Journal>()} j where j.id = l.journal_id{journals})")}) s
            """);
        return $"""
            select b.account_id, coalesce(sum(b.opening), 0) as opening, coalesce(sum(b.debit), 0) as debit, coalesce(sum(b.credit), 0) as credit
            from (
                select t.account_id,
                       case when p.ends_on < {from} then t.book_debit - t.book_credit end as opening,
                       case when p.starts_on >= {from} then t.book_debit end as debit,
                       case when p.starts_on >= {from} then t.book_credit end as credit
                from {db.Table<AccountTotal>()} t
                join {db.Table<Period>()} p on p.id = t.period_id
                join {db.TableWithArchived<Journal>()} j on j.id = t.journal_id{journals}
                where p.ends_on < {from} or p.starts_on >= {from} and p.ends_on <= {to}
                {Sql.Join(" ", cut.Select(c => (Sql)$" union all {c}"))}) b
            group by b.account_id
            """;
    }

    /// <summary>The days of the months that the first or the last day cuts; periods are months.</summary>
    private static IEnumerable<(DateOnly First, DateOnly Last)> Cuts(DateOnly from, DateOnly to)
    {
        if (from > to)
            yield break;
        var (cutsFirst, cutsLast) = (from.Day != 1, to != Month.LastDay(to));
        if (cutsFirst && cutsLast && Month.FirstDay(from) == Month.FirstDay(to))
        {
            yield return (Month.FirstDay(from), to);
            yield break;
        }

        if (cutsFirst)
            yield return (Month.FirstDay(from), Month.LastDay(from) < to ? Month.LastDay(from) : to);
        if (cutsLast)
            yield return (Month.FirstDay(to), to);
    }
}

/// <summary>First and last days of months and years.</summary>
internal static class Month
{
    public static DateOnly FirstDay(DateOnly day) => new(day.Year, day.Month, 1);

    public static DateOnly LastDay(DateOnly day) => new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));

    public static DateOnly Today(Nexus.Kernel.Run.Call call) => DateOnly.FromDateTime(call.Now.UtcDateTime);

    public static DateOnly NewYear(Nexus.Kernel.Run.Call call) => new(call.Now.Year, 1, 1);
}
