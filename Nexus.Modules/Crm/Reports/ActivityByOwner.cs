using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Activities;

namespace Nexus.Modules.Crm.Reports;

/// <summary>What the sales team does: calls, meetings, tasks, e-mails and notes done by each owner in a period, and what is still to do or overdue now.</summary>
/// <param name="From">Done on this day or later; twelve months before the last day when not given.</param>
/// <param name="To">Done on this day or earlier; today when not given.</param>
/// <param name="OwnerId">Only this user.</param>
[Report("crm.activity_by_owner", Axis = "owner", Measure = "done", PeriodMonths = Period.DefaultMonths)]
public sealed record ActivityByOwner(DateOnly? From = null, DateOnly? To = null, [References<User>] Guid? OwnerId = null) : IReport<ActivityByOwner, ActivityByOwner.Row>
{
    /// <param name="Done">All that was done in the period.</param>
    /// <param name="ToDo">What isn't done yet, whenever it is due.</param>
    /// <param name="Overdue">What should have been done by now.</param>
    public sealed record Row(
        Guid? OwnerId, string? Owner,
        [RowsBehind<Activity>("done_at=not.is.null&kind=eq.call", On = nameof(Activity.DoneAt))] int Calls,
        [RowsBehind<Activity>("done_at=not.is.null&kind=eq.meeting", On = nameof(Activity.DoneAt))] int Meetings,
        [RowsBehind<Activity>("done_at=not.is.null&kind=eq.task", On = nameof(Activity.DoneAt))] int Tasks,
        [RowsBehind<Activity>("done_at=not.is.null&kind=eq.email", On = nameof(Activity.DoneAt))] int Emails,
        [RowsBehind<Activity>("done_at=not.is.null&kind=eq.note", On = nameof(Activity.DoneAt))] int Notes,
        [RowsBehind<Activity>("done_at=not.is.null", On = nameof(Activity.DoneAt))] int Done,
        [RowsBehind<Activity>("done_at=is.null")] int ToDo,
        [RowsBehind<Activity>("done_at=is.null&due_at=lt.{now}")] int Overdue);

    public static Sql Query(ActivityByOwner input, ReportDb db, Call call)
    {
        var period = Period.Of(input.From, input.To, call);
        Sql owner = input.OwnerId is { } id ? (Sql)$" and a.owner_id = {id}" : Sql.Empty;
        return $"""
            select a.owner_id, coalesce(nullif(u.name, ''), u.email) as owner,
                   count(*) filter (where a.done and a.kind = {ActivityKind.Call}) as calls,
                   count(*) filter (where a.done and a.kind = {ActivityKind.Meeting}) as meetings,
                   count(*) filter (where a.done and a.kind = {ActivityKind.Task}) as tasks,
                   count(*) filter (where a.done and a.kind = {ActivityKind.Email}) as emails,
                   count(*) filter (where a.done and a.kind = {ActivityKind.Note}) as notes,
                   count(*) filter (where a.done) as done,
                   count(*) filter (where not a.done) as to_do,
                   count(*) filter (where not a.done and a.due_at < {call.Now}) as overdue
            from (select a.owner_id, a.kind, a.due_at, a.done_at is not null as done from {db.Table<Activity>()} a
                  where (a.done_at is null or a.done_at >= {period.Start} and a.done_at < {period.End}){owner}) a
            left join {db.TableWithArchived<User>()} u on u.id = a.owner_id
            group by a.owner_id, u.name, u.email
            order by done desc, owner
            """;
    }
}
