using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Deals;
using Nexus.Modules.Crm.Leads;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Which sources bring business: of the leads that came in, by source, how many were qualified, disqualified and converted, and how many of their deals were won.</summary>
/// <param name="From">Leads that came in on this day or later; twelve months before the last day when not given.</param>
/// <param name="To">Leads that came in on this day or earlier; today when not given.</param>
/// <param name="OwnerId">Only leads of this user.</param>
[Report("crm.conversion_by_source", Axis = "source", Measure = "conversion_percent", PeriodMonths = Period.DefaultMonths)]
public sealed record ConversionBySource(DateOnly? From = null, DateOnly? To = null, [References<User>] Guid? OwnerId = null) : IReport<ConversionBySource, ConversionBySource.Row>
{
    /// <param name="Source">Empty for leads whose source nobody noted.</param>
    /// <param name="Won">Won deals that came of the leads.</param>
    /// <param name="ConversionPercent">Converted leads of a hundred.</param>
    /// <param name="WonPercent">Leads of a hundred that ended in a won deal.</param>
    public sealed record Row(
        string? Source,
        [RowsBehind<Lead>(On = nameof(Lead.CreatedAt))] int Leads,
        [RowsBehind<Lead>("qualified_at=not.is.null", On = nameof(Lead.CreatedAt))] int Qualified,
        [RowsBehind<Lead>("disqualified_at=not.is.null", On = nameof(Lead.CreatedAt))] int Disqualified,
        [RowsBehind<Lead>("converted_at=not.is.null", On = nameof(Lead.CreatedAt))] int Converted,
        int Won, decimal ConversionPercent, decimal WonPercent);

    public static Sql Query(ConversionBySource input, ReportDb db, Call call)
    {
        var period = Period.Of(input.From, input.To, call);
        Sql owner = input.OwnerId is { } id ? (Sql)$" and l.owner_id = {id}" : Sql.Empty;
        return $"""
            select l.source, count(*) as leads,
                   count(*) filter (where l.qualified_at is not null) as qualified,
                   count(*) filter (where l.disqualified_at is not null) as disqualified,
                   count(*) filter (where l.converted_at is not null) as converted,
                   count(d.id) as won,
                   round(100.0 * count(*) filter (where l.converted_at is not null) / count(*), 1) as conversion_percent,
                   round(100.0 * count(d.id) / count(*), 1) as won_percent
            from {db.Table<Lead>()} l
            left join {db.Table<Deal>()} d on d.id = l.converted_deal_id and d.status = {DealStatus.Won}
            where l.created_at >= {period.Start} and l.created_at < {period.End}{owner}
            group by l.source
            order by leads desc, l.source
            """;
    }
}
