using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Tests.Docs.Library;

/// <summary>How many books each reader has, and when the next one is due.</summary>
/// <param name="Reader">Only this reader.</param>
[Report("library.loans_by_reader", Axis = "reader", Measure = "loans", Home = HomeTile.Chart)]
public sealed record LoansByReader(string? Reader = null) : IReport<LoansByReader, LoansByReader.Row>
{
    public static Sql Query(LoansByReader input, ReportDb db, Call call) => $"""
        select l.reader, count(*) as loans, min(l.due_on) as next_due_on
        from {db.Table<Loan>()} l
        where {input.Reader}::text is null or l.reader = {input.Reader}
        group by l.reader
        order by l.reader
        """;

    public sealed record Row(string Reader, [RowsBehind<Loan>] long Loans, DateOnly? NextDueOn);
}
