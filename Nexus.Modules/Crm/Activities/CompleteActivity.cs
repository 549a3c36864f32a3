using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Activities;

/// <summary>Marks an activity as done, with what came of it.</summary>
/// <param name="ActivityId">The activity.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="DurationMinutes">How long it took.</param>
/// <param name="DoneAt">When it was done; now when not given.</param>
[Operation("crm.activity.complete", Effect.Write)]
public sealed record CompleteActivity(Guid ActivityId, [MaxLength(500)] string? Outcome = null, [Range(0, 100_000)] int? DurationMinutes = null, DateTimeOffset? DoneAt = null)
    : IOperation<CompleteActivity, Activity, ActivityCompleted>
{
    public static Task<Activity?> Load(CompleteActivity input, TenantDb db, CancellationToken ct) => db.Find<Activity>(input.ActivityId, ct);

    public static Outcome<ActivityCompleted> Decide(CompleteActivity input, Activity activity, Call call)
    {
        if (activity.ArchivedAt is not null)
            return new Refusal("archived", "An archived activity can't be completed. Restore it first.");
        if (activity.DoneAt is not null)
            return new Refusal("already_done", "The activity has been done already.");
        if (input.DoneAt > call.Now)
            return new Refusal("done_in_future", "What is done can't lie in the future.", "done_at");

        activity.DoneAt = input.DoneAt ?? call.Now;
        activity.Outcome = input.Outcome ?? activity.Outcome;
        activity.DurationMinutes = input.DurationMinutes ?? activity.DurationMinutes;
        return new ActivityCompleted(activity.Id, activity.Kind, activity.Subject, activity.Outcome, activity.DealId, activity.LeadId, activity.ContactId, activity.CompanyId, activity.OwnerId);
    }
}

/// <summary>An activity was done.</summary>
[Event("crm.activity.completed")]
public sealed record ActivityCompleted(Guid ActivityId, ActivityKind Kind, string Subject, string? Outcome, Guid? DealId, Guid? LeadId, Guid? ContactId, Guid? CompanyId, Guid? OwnerId);
