using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Contacts;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Finds contacts that are probably the same person: they share an e-mail address, a telephone number, or name and company. Merge them with <c>crm.contact.merge</c>.</summary>
/// <param name="Search">Only groups in which the shared value contains this text.</param>
[Report("crm.duplicate_contacts")]
public sealed record DuplicateContacts(string? Search = null) : IReport<DuplicateContacts, DuplicateContacts.Row>
{
    /// <summary>Groups shown; merge them and ask again.</summary>
    private const int GroupsMax = 500;

    /// <param name="Shared">What they share: <c>email</c>, <c>phone</c> or <c>name</c>.</param>
    /// <param name="Value">The value that they share.</param>
    /// <param name="ContactIds">The oldest first: a good survivor.</param>
    public sealed record Row(string Shared, string Value, int Contacts, string[] ContactIds, string[] Names);

    public static Sql Query(DuplicateContacts input, ReportDb db, Call call)
    {
        Sql search = string.IsNullOrWhiteSpace(input.Search) ? Sql.Empty : (Sql)$" where strpos(k.value, lower({input.Search.Trim()})) > 0";
        return $"""
            with c as (select * from {db.Table<Contact>()} t),
            k as (
                select c.id, c.name, 'email' as shared, lower(e.value) as value from c, unnest(array_append(c.additional_emails, c.email)) e(value) where e.value is not null
                union
                select c.id, c.name, 'phone', regexp_replace(p.value, '[^0-9+]', '', 'g') from c, unnest(array_append(c.additional_phones, c.phone)) p(value) where length(regexp_replace(p.value, '[^0-9]', '', 'g')) >= 6
                union
                select c.id, c.name, 'name', lower(c.name) from c where c.company_id is not null and exists (select 1 from c o where o.id <> c.id and o.company_id = c.company_id and lower(o.name) = lower(c.name)))
            select k.shared, k.value, count(*) as contacts, array_agg(k.id::text order by k.id) as contact_ids, array_agg(k.name order by k.id) as names
            from k{search}
            group by k.shared, k.value
            having count(*) > 1
            order by contacts desc, k.shared, k.value
            limit {GroupsMax}
            """;
    }
}
