using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.Periods;

/// <summary>Closes a fiscal year: its remaining periods are closed, and the balances of income and expenses go to retained earnings by one entry. It can't be opened again.</summary>
/// <param name="FiscalYearId">The year.</param>
[Operation("finance.fiscal_year.close", Effect.Write, LargeEffect = true)]
public sealed record CloseFiscalYear(Guid FiscalYearId) : IWideOperation<CloseFiscalYear, FiscalYearClosed>
{
    public static async Task<Outcome<FiscalYearClosed>> Run(CloseFiscalYear input, TenantDb db, Call call, CancellationToken ct)
    {
        var year = await db.Find<FiscalYear>(input.FiscalYearId, ct) ?? throw Fault.NotFound("fiscal year");
        if (year.Status is PeriodStatus.Closed)
            return new Refusal("already_closed", "The fiscal year is closed.");
        if (await db.Scalar<string>($"select y.name from {db.Table<FiscalYear>()} y where y.starts_on < {year.StartsOn} and y.status = {PeriodStatus.Open} order by y.starts_on limit 1", ct) is { } earlier)
            return new Refusal("earlier_year_open", $"The fiscal year {earlier} is still open. Close it first.");

        // Locked before the balances are read: postings that are under way finish first and are counted.
        var periods = await db.Query<Period>($"where t.fiscal_year_id = {year.Id} order by t.starts_on for update", ct);
        var result = await Result(db, periods, ct);
        var entry = result.Count == 0 ? null : (await Posting.Post(db, call, Draft(year, result, db.Tenant.Currency), ct)).Event;
        foreach (var period in periods.Where(p => p.Status is PeriodStatus.Open))
            (period.Status, period.ClosedAt) = (PeriodStatus.Closed, call.Now);
        (year.Status, year.ClosedAt) = (PeriodStatus.Closed, call.Now);

        var closed = Outcome.Of(new FiscalYearClosed(year.Id, year.Name, -result.Sum(r => r.Balance), entry?.EntryId)).AnswerWith(year);
        return entry is null ? closed : closed.Also(entry);
    }

    private static async Task<IReadOnlyList<(Guid Account, decimal Balance)>> Result(TenantDb db, IReadOnlyList<Period> periods, CancellationToken ct)
    {
        var ids = periods.Select(p => p.Id).ToArray();
        var rows = await db.Column<string>($"""
            select a.id || ' ' || sum(t.book_debit - t.book_credit)::text
            from {db.Table<AccountTotal>()} t join {db.Table<Account>()} a on a.id = t.account_id
            where t.period_id = any({ids}) and a.kind in ({AccountKind.Income}, {AccountKind.Expense})
            group by a.id, a.number having sum(t.book_debit - t.book_credit) <> 0 order by a.number
            """, ct);
        return [.. rows.Select(r => r.Split(' ')).Select(p => (Guid.Parse(p[0]), decimal.Parse(p[1], System.Globalization.CultureInfo.InvariantCulture)))];
    }

    private static EntryDraft Draft(FiscalYear year, IReadOnlyList<(Guid Account, decimal Balance)> result, string currency) => new()
    {
        Journal = "closing",
        PostedOn = year.EndsOn,
        Currency = currency,
        Text = $"Result of the fiscal year {year.Name}",
        Source = "finance.fiscal_year",
        SourceId = year.Id,
        IntoClosed = true,
        Lines = [.. result.Select(r => DraftLine.Signed(-r.Balance) with { AccountId = r.Account }), .. Rest(result.Sum(r => r.Balance))],
    };

    /// <summary>What is left goes to retained earnings: a loss is a debit, a profit a credit. Income that equals the expenses leaves nothing.</summary>
    private static IEnumerable<DraftLine> Rest(decimal balance) => balance == 0 ? [] : [DraftLine.Signed(balance) with { Role = AccountRole.RetainedEarnings }];
}

/// <summary>A fiscal year is closed.</summary>
/// <param name="Result">Profit, or loss when negative, in the book currency.</param>
[Event("finance.fiscal_year.closed")]
public sealed record FiscalYearClosed(Guid FiscalYearId, string Name, decimal Result, Guid? EntryId);
