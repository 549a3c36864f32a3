using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Periods;

/// <summary>Opens a fiscal year of twelve months with its periods. The year after the last one opens by itself when it is posted into.</summary>
/// <param name="StartsOn">Its first day, the first of a month.</param>
[Operation("finance.fiscal_year.open", Effect.Write)]
public sealed record OpenFiscalYear(DateOnly StartsOn) : IWideOperation<OpenFiscalYear, FiscalYearOpened>
{
    public static async Task<Outcome<FiscalYearOpened>> Run(OpenFiscalYear input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.StartsOn.Day != 1)
            throw Fault.Invalid([new FieldFault("starts_on", "not_first_of_month", "A fiscal year begins on the first of a month.")]);
        if (input.StartsOn.Year is < 1900 or > 2999)
            throw Fault.Invalid([new FieldFault("starts_on", "out_of_range", "The year must be between 1900 and 2999.")]);
        var (year, periods) = FiscalYear.Beginning(input.StartsOn, call.Now);
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<FiscalYear>()} y where y.starts_on <= {year.EndsOn} and y.ends_on >= {year.StartsOn})", ct))
            return new Refusal("years_overlap", "There is a fiscal year that has days of this one.", "starts_on");
        return Outcome.Of(new FiscalYearOpened(year.Id, year.Name, year.StartsOn, year.EndsOn)).Add(year).Add([.. periods]).AnswerWith(year);
    }
}

/// <summary>A fiscal year was opened.</summary>
[Event("finance.fiscal_year.opened")]
public sealed record FiscalYearOpened(Guid FiscalYearId, string Name, DateOnly StartsOn, DateOnly EndsOn);
