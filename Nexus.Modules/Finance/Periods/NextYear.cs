using System.Runtime.CompilerServices;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.Periods;

/// <summary>The year that follows the last one opens by itself when it is posted into, so that nobody has to be up on New Year's Eve.</summary>
internal static class NextYear
{
    // What an operation has opened is in no table before it ends; it may post more than once.
    private static readonly ConditionalWeakTable<TenantDb, IReadOnlyList<LedgerBook.PeriodRow>> Opened = [];

    /// <summary>The periods of the year after the last one, opened if nobody has done so meanwhile; none when the day isn't in that year.</summary>
    public static async Task<IReadOnlyList<LedgerBook.PeriodRow>> Open(TenantDb db, Call call, DateOnly day, CancellationToken ct)
    {
        if (Opened.TryGetValue(db, out var opened))
            return opened;
        // Two postings that both find no year take turns; the second one finds the first one's.
        await db.Scalar<int>($"select 1 from (select pg_advisory_xact_lock(hashtextextended({db.Tenant.Id.ToString()}, 20))) taken", ct);
        var last = (await db.Query<FiscalYear>($"order by t.starts_on desc limit 1", ct)).FirstOrDefault();
        if (last is null || day < last.StartsOn || day > last.EndsOn.AddYears(1))
            return [];
        if (day <= last.EndsOn)
            return Rows(last, await db.Query<Period>($"where t.fiscal_year_id = {last.Id} order by t.starts_on for share", ct));

        var (year, periods) = FiscalYear.Beginning(last.EndsOn.AddDays(1), call.Now);
        db.Add(year);
        foreach (var period in periods)
            db.Add(period);
        var rows = Rows(year, periods);
        Opened.Add(db, rows);
        return rows;
    }

    private static IReadOnlyList<LedgerBook.PeriodRow> Rows(FiscalYear year, IReadOnlyList<Period> periods) =>
        [.. periods.Select(p => new LedgerBook.PeriodRow(p.Id, p.Name, p.StartsOn, p.EndsOn, p.Status, year.Id, year.Name, year.Status))];
}
