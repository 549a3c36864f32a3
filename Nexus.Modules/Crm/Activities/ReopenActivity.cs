using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Activities;

/// <summary>Makes a done activity one that is still to do.</summary>
/// <param name="ActivityId">The activity.</param>
[Operation("crm.activity.reopen", Effect.Write)]
public sealed record ReopenActivity(Guid ActivityId) : IOperation<ReopenActivity, Activity, ActivityReopened>
{
    public static Task<Activity?> Load(ReopenActivity input, TenantDb db, CancellationToken ct) => db.Find<Activity>(input.ActivityId, ct);

    public static Outcome<ActivityReopened> Decide(ReopenActivity input, Activity activity, Call call)
    {
        if (activity.ArchivedAt is not null)
            return new Refusal("archived", "An archived activity can't be reopened. Restore it first.");
        if (activity.Kind is ActivityKind.Note)
            return new Refusal("is_a_note", "A note is never to do. Create a task instead.");
        if (activity.DoneAt is null)
            return new Refusal("not_done", "The activity is still to do.");

        activity.DoneAt = null;
        return new ActivityReopened(activity.Id, activity.Kind, activity.Subject, activity.OwnerId);
    }
}

/// <summary>A done activity is to do again.</summary>
[Event("crm.activity.reopened")]
public sealed record ActivityReopened(Guid ActivityId, ActivityKind Kind, string Subject, Guid? OwnerId);
