using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Companies;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Finds companies that are probably the same: they share a domain, or a name apart from its legal form. Merge them with <c>crm.company.merge</c>.</summary>
/// <param name="Search">Only groups in which the shared value contains this text.</param>
[Report("crm.duplicate_companies")]
public sealed record DuplicateCompanies(string? Search = null) : IReport<DuplicateCompanies, DuplicateCompanies.Row>
{
    /// <summary>Groups shown; merge them and ask again.</summary>
    private const int GroupsMax = 500;

    /// <summary>Words at the end of a name that don't tell companies apart.</summary>
    private const string LegalForms = @"[ ,.]+(gmbh|ag|kg|ug|se|ohg|e\.?k|inc|llc|ltd|limited|corp|corporation|co|company|plc|sa|sas|sarl|srl|spa|bv|nv|oy|ab|as|aps)\.?$";

    /// <param name="Shared">What they share: <c>domain</c> or <c>name</c>.</param>
    /// <param name="Value">The value that they share.</param>
    /// <param name="CompanyIds">The oldest first: a good survivor.</param>
    public sealed record Row(string Shared, string Value, int Companies, string[] CompanyIds, string[] Names);

    public static Sql Query(DuplicateCompanies input, ReportDb db, Call call)
    {
        Sql search = string.IsNullOrWhiteSpace(input.Search) ? Sql.Empty : (Sql)$" where strpos(k.value, lower({input.Search.Trim()})) > 0";
        return $"""
            with k as (
                select t.id, t.name, 'domain' as shared, lower(t.domain) as value from {db.Table<Company>()} t where t.domain is not null
                union all
                select t.id, t.name, 'name', regexp_replace(regexp_replace(lower(t.name), {LegalForms}, ''), {LegalForms}, '') from {db.Table<Company>()} t)
            select k.shared, k.value, count(*) as companies, array_agg(k.id::text order by k.id) as company_ids, array_agg(k.name order by k.id) as names
            from k{search}
            group by k.shared, k.value
            having count(*) > 1
            order by companies desc, k.shared, k.value
            limit {GroupsMax}
            """;
    }
}
