using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Tax;

namespace Nexus.Modules.Finance.Statements;

/// <summary>Taxes of a span of time, in the book currency: for each tax code what was taxed, what is owed and what is had back. What remains to be paid is output less input tax.</summary>
/// <param name="From">First day; the first of the month when not given.</param>
/// <param name="To">Last day; today when not given.</param>
[Report("finance.tax_report", Axis = "code", Measure = "output_tax")]
public sealed record TaxReport(DateOnly? From = null, DateOnly? To = null) : IReport<TaxReport, TaxReport.Row>
{
    /// <param name="Base">What was taxed: sales or purchases without tax, less credits.</param>
    /// <param name="OutputTax">Tax that is owed.</param>
    /// <param name="InputTax">Tax that is had back.</param>
    /// <param name="Payable">Output less input tax.</param>
    /// <param name="Postings">How many lines stand behind it; they have the tax code.</param>
    public sealed record Row([References<TaxCode>] Guid TaxCodeId, string Code, string Name, TaxUse Use, TaxCategory Category, string Country, decimal Base, decimal OutputTax, decimal InputTax, decimal Payable, int Postings);

    public static Sql Query(TaxReport input, ReportDb db, Call call)
    {
        var (from, to) = (input.From ?? Month.FirstDay(Month.Today(call)), input.To ?? Month.Today(call));
        return $"""
            select c.id as tax_code_id, c.code, c.name, c.use, c.category, c.country, coalesce(sum(l.tax_base), 0) as base,
                   coalesce(sum(l.book_credit - l.book_debit) filter (where l.tax_base is null and a.kind = {AccountKind.Liability}), 0) as output_tax,
                   coalesce(sum(l.book_debit - l.book_credit) filter (where l.tax_base is null and a.kind = {AccountKind.Asset}), 0) as input_tax,
                   coalesce(sum(l.book_credit - l.book_debit) filter (where l.tax_base is null), 0) as payable, count(*) as postings
            from {db.TableWithArchived<Account>()} a
            join {db.Table<EntryLine>()} l on l.account_id = a.id and l.posted_on between {from} and {to}
            join {db.TableWithArchived<TaxCode>()} c on c.id = l.tax_code_id
            group by c.id, c.code, c.name, c.use, c.category, c.country
            order by c.use desc, c.code
            """;
    }
}
