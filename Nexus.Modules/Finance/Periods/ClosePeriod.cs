using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Periods;

/// <summary>A period with what decides whether it can be closed or opened.</summary>
/// <param name="Period">Locked: postings that are under way finish first, later ones find it as it will be.</param>
/// <param name="EarlierOpen">Name of the first earlier period that is open.</param>
public sealed record PeriodInYear(Period Period, PeriodStatus YearStatus, string? EarlierOpen)
{
    internal static async Task<PeriodInYear?> Find(TenantDb db, Guid id, CancellationToken ct)
    {
        if (await db.Find<Period>(id, ct) is not { } period)
            return null;
        var year = await db.Get<FiscalYear>(period.FiscalYearId, ct);
        var earlier = await db.Query<Period>($"where t.starts_on < {period.StartsOn} and t.status = {PeriodStatus.Open} order by t.starts_on limit 1", ct);
        return new PeriodInYear(period, year!.Status, earlier.FirstOrDefault()?.Name);
    }
}

/// <summary>Closes a period: it takes no more postings. Periods are closed in their order.</summary>
/// <param name="PeriodId">The period.</param>
[Operation("finance.period.close", Effect.Write, LargeEffect = true)]
public sealed record ClosePeriod(Guid PeriodId) : IOperation<ClosePeriod, PeriodInYear, PeriodClosed>
{
    public static Task<PeriodInYear?> Load(ClosePeriod input, TenantDb db, CancellationToken ct) => PeriodInYear.Find(db, input.PeriodId, ct);

    public static Outcome<PeriodClosed> Decide(ClosePeriod input, PeriodInYear state, Call call)
    {
        if (state.Period.Status is PeriodStatus.Closed)
            return new Refusal("already_closed", "The period is closed.");
        if (state.EarlierOpen is { } earlier)
            return new Refusal("earlier_period_open", $"The period {earlier} is still open. Close it first.");
        (state.Period.Status, state.Period.ClosedAt) = (PeriodStatus.Closed, call.Now);
        return Outcome.Of(new PeriodClosed(state.Period.Id, state.Period.Name)).AnswerWith(state.Period);
    }
}

/// <summary>Opens a closed period again, explicitly and with a reason. Not when its fiscal year is closed.</summary>
/// <param name="PeriodId">The period.</param>
/// <param name="Reason">Why; kept with the period and in the audit.</param>
[Operation("finance.period.reopen", Effect.Write, LargeEffect = true)]
public sealed record ReopenPeriod(Guid PeriodId, [System.ComponentModel.DataAnnotations.MaxLength(500)] string Reason) : IOperation<ReopenPeriod, PeriodInYear, PeriodReopened>
{
    public static Task<PeriodInYear?> Load(ReopenPeriod input, TenantDb db, CancellationToken ct) => PeriodInYear.Find(db, input.PeriodId, ct);

    public static Outcome<PeriodReopened> Decide(ReopenPeriod input, PeriodInYear state, Call call)
    {
        if (state.YearStatus is PeriodStatus.Closed)
            return new Refusal("year_closed", "The fiscal year is closed, and stays so. Post into a later one.");
        if (state.Period.Status is PeriodStatus.Open)
            return new Refusal("already_open", "The period is open.");
        (state.Period.Status, state.Period.ReopenedAt, state.Period.ReopenedBecause, state.Period.ReopenedById) = (PeriodStatus.Open, call.Now, input.Reason, call.UserId);
        return Outcome.Of(new PeriodReopened(state.Period.Id, state.Period.Name, input.Reason)).AnswerWith(state.Period);
    }
}

/// <summary>A period takes no more postings.</summary>
[Event("finance.period.closed")]
public sealed record PeriodClosed(Guid PeriodId, string Name);

/// <summary>A closed period takes postings again.</summary>
[Event("finance.period.reopened")]
public sealed record PeriodReopened(Guid PeriodId, string Name, string Reason);
