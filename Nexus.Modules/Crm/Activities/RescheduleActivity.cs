using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Activities;

/// <summary>Puts an activity that is still to do to another time.</summary>
/// <param name="ActivityId">The activity.</param>
/// <param name="DueAt">When it has to be done, or begins.</param>
[Operation("crm.activity.reschedule", Effect.Write)]
public sealed record RescheduleActivity(Guid ActivityId, DateTimeOffset DueAt) : IOperation<RescheduleActivity, Activity, ActivityRescheduled>
{
    public static Task<Activity?> Load(RescheduleActivity input, TenantDb db, CancellationToken ct) => db.Find<Activity>(input.ActivityId, ct);

    public static Outcome<ActivityRescheduled> Decide(RescheduleActivity input, Activity activity, Call call)
    {
        if (activity.ArchivedAt is not null)
            return new Refusal("archived", "An archived activity can't be rescheduled. Restore it first.");
        if (activity.DoneAt is not null)
            return new Refusal("already_done", "What is done can't be put to another time. Reopen it first.");

        var before = activity.DueAt;
        activity.DueAt = input.DueAt;
        return new ActivityRescheduled(activity.Id, activity.Subject, before, input.DueAt, activity.OwnerId);
    }
}

/// <summary>An activity was put to another time.</summary>
[Event("crm.activity.rescheduled")]
public sealed record ActivityRescheduled(Guid ActivityId, string Subject, DateTimeOffset? Before, DateTimeOffset DueAt, Guid? OwnerId);
