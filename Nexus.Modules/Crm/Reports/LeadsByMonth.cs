using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Leads;

namespace Nexus.Modules.Crm.Reports;

/// <summary>How many leads came in each month, and how many of these were converted since.</summary>
/// <param name="From">A day of the first month; eleven months before the last one when not given.</param>
/// <param name="To">A day of the last month; this month when not given.</param>
/// <param name="OwnerId">Only leads of this user.</param>
[Report("crm.leads_by_month", Axis = "month", Measure = "leads", Home = HomeTile.Figure)]
public sealed record LeadsByMonth(DateOnly? From = null, DateOnly? To = null, [References<User>] Guid? OwnerId = null) : IReport<LeadsByMonth, LeadsByMonth.Row>
{
    /// <param name="Month">Its first day.</param>
    public sealed record Row(
        DateOnly Month,
        [RowsBehind<Lead>(On = nameof(Lead.CreatedAt))] int Leads,
        [RowsBehind<Lead>("converted_at=not.is.null", On = nameof(Lead.CreatedAt))] int Converted);

    public static Sql Query(LeadsByMonth input, ReportDb db, Call call)
    {
        var months = Months.Of(input.From, input.To, call);
        Sql owner = input.OwnerId is { } id ? (Sql)$" and l.owner_id = {id}" : Sql.Empty;
        return $"""
            with m as (select generate_series({months.First}::timestamp, {months.Last}::timestamp, interval '1 month')::date as month),
            l as (select date_trunc('month', l.created_at at time zone 'UTC')::date as month, l.converted_at is not null as converted
                  from {db.Table<Lead>()} l where l.created_at >= {months.Start} and l.created_at < {months.End}{owner})
            select m.month, count(l.month) as leads, count(*) filter (where l.converted) as converted
            from m left join l on l.month = m.month
            group by m.month
            order by m.month
            """;
    }
}
