using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Activities;
using Nexus.Modules.Crm.Deals;

namespace Nexus.Modules.Crm.Reports;

/// <summary>What has to be done today, or should have been done before: calls, meetings, tasks and e-mails, the oldest first.</summary>
/// <param name="OwnerId">Only what this user has to do.</param>
[Report("crm.activities_due", Home = HomeTile.Attention)]
public sealed record ActivitiesDue([References<User>] Guid? OwnerId = null) : IReport<ActivitiesDue, ActivitiesDue.Row>
{
    /// <summary>Rows shown; the oldest first.</summary>
    private const int RowsMax = 1_000;

    public sealed record Row(Guid ActivityId, string Activity, ActivityKind Kind, DateTimeOffset DueAt, Guid? DealId, string? Deal, Guid? OwnerId, string? Owner);

    public static Sql Query(ActivitiesDue input, ReportDb db, Call call)
    {
        var tomorrow = new DateTimeOffset(call.Now.UtcDateTime.Date.AddDays(1), TimeSpan.Zero);
        Sql owner = input.OwnerId is { } id ? (Sql)$" and a.owner_id = {id}" : Sql.Empty;
        return $"""
            select a.id as activity_id, a.subject as activity, a.kind, a.due_at, d.id as deal_id, d.name as deal, a.owner_id, coalesce(nullif(u.name, ''), u.email) as owner
            from {db.Table<Activity>()} a
            left join {db.Table<Deal>()} d on d.id = a.deal_id
            left join {db.TableWithArchived<User>()} u on u.id = a.owner_id
            where a.done_at is null and a.due_at < {tomorrow}{owner}
            order by a.due_at, a.id
            limit {RowsMax}
            """;
    }
}
