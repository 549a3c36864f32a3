using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Jobs;

/// <summary>A job was arranged.</summary>
[Event("core.job.scheduled")]
public sealed record JobScheduled(Guid JobId, string Operation, DateTimeOffset? DueAt);

/// <summary>A job was told to run at once.</summary>
[Event("core.job.asked_to_run")]
public sealed record JobAskedToRun(Guid JobId);

/// <summary>A job rests until it is resumed.</summary>
[Event("core.job.paused")]
public sealed record JobPaused(Guid JobId);

/// <summary>A job runs again at its times.</summary>
[Event("core.job.resumed")]
public sealed record JobResumed(Guid JobId, DateTimeOffset? DueAt);

/// <summary>Runs an operation later: at a time (run_at) or again and again (cron). It runs in your name, with the rights that you have by then.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Operation">The operation, such as crm.activity.create. You must be allowed to run it.</param>
/// <param name="Input">The operation's input.</param>
/// <param name="Target">The row that the operation is about, if it is about one.</param>
/// <param name="Cron">Five fields: minute, hour, day of month, month, day of week; or @hourly, @daily, @weekly, @monthly, @yearly.</param>
/// <param name="TimeZone">The time zone of the cron expression, such as Europe/Berlin.</param>
/// <param name="RunAt">When a one-time job runs.</param>
[Operation("core.job.create", Effect.Write)]
public sealed record CreateJob(string Name, string Operation, JsonObject? Input = null, Guid? Target = null, string? Cron = null, string TimeZone = "UTC", DateTimeOffset? RunAt = null)
    : IWideOperation<CreateJob, JobScheduled>
{
    public static Task<Outcome<JobScheduled>> Run(CreateJob input, TenantDb db, Call call, CancellationToken ct) => Task.FromResult(Decide(input, db, call));

    private static Outcome<JobScheduled> Decide(CreateJob input, TenantDb db, Call call)
    {
        var faults = Faults(input, db).ToArray();
        if (faults.Length > 0)
            throw Fault.Invalid(faults);
        if (call.Caller.Rights.RowsFor(input.Operation) is null)
            throw Fault.Denied(input.Operation);
        if (call.UserId is not { } user)
            return new Refusal("user_needed", "A job runs in the name of a user. Make it as one, or with an API key that belongs to one.");

        var job = new Job
        {
            Id = call.NewId(),
            Name = input.Name.Trim(),
            Operation = input.Operation,
            Input = input.Input,
            Target = input.Target,
            Cron = input.Cron,
            TimeZone = input.TimeZone,
            RunAt = input.RunAt?.ToUniversalTime(),
            UserId = user,
            ApiKeyId = call.Caller.ApiKeyId,
            Scopes = call.Caller.Rights.Scopes?.ToArray(),
        };
        job.DueAt = job.RunAt ?? job.NextAfter(call.Now);
        if (job.DueAt is null)
            throw Fault.Invalid([new FieldFault("cron", "never", "There is no such time.")]);
        db.Add(job);
        return ((Outcome<JobScheduled>)new JobScheduled(job.Id, job.Operation, job.DueAt)).AnswerWith(job);
    }

    private static IEnumerable<FieldFault> Faults(CreateJob input, TenantDb db)
    {
        if (input.Name.Trim().Length is 0 or > Job.NameLengthMax)
            yield return new FieldFault("name", "wrong_length", $"The name must have 1 to {Job.NameLengthMax} characters.");
        var operation = db.Model.FindOperation(input.Operation);
        if (operation is null || !db.Tenant.Has(operation.Resource.Module))
            yield return new FieldFault("operation", "unknown_operation", "There is no such operation.");
        else if (operation.Resource.Clr == typeof(Job))
            yield return new FieldFault("operation", "not_allowed", "A job can't see to jobs.");
        else if (operation.HasTarget && input.Target is null)
            yield return new FieldFault("target", "required", "The operation needs the id of the row that it is about.");
        if ((input.Cron is null) == (input.RunAt is null))
            yield return new FieldFault("cron", "one_needed", "Give either cron or run_at.");
        if (input.Cron is { } cron && Jobs.Cron.Parse(cron) is null)
            yield return new FieldFault("cron", "wrong_cron", "A cron expression has five fields: minute, hour, day of month, month, day of week; for example 0 8 * * mon-fri.");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(input.TimeZone, out _))
            yield return new FieldFault("time_zone", "unknown_time_zone", "There is no such time zone. An example: Europe/Berlin.");
    }
}

/// <summary>Runs a job within moments, whatever its times; they stay as they are.</summary>
/// <param name="JobId">The job.</param>
[Operation("core.job.run_now", Effect.Write)]
public sealed record RunJobNow(Guid JobId) : IOperation<RunJobNow, Job, JobAskedToRun>
{
    public static Task<Job?> Load(RunJobNow input, TenantDb db, CancellationToken ct) => db.Find<Job>(input.JobId, ct);

    public static Outcome<JobAskedToRun> Decide(RunJobNow input, Job job, Call call)
    {
        if (job.ArchivedAt is not null)
            return new Refusal("archived", "An archived job can't run. Restore it first.");
        if (job.Status is JobStatus.Paused)
            return new Refusal("job_paused", "The job is paused. Resume it first.");
        (job.Status, job.DueAt, job.Attempts) = (JobStatus.Active, call.Now, 0);
        return new JobAskedToRun(job.Id);
    }
}

/// <summary>Lets a job rest until it is resumed.</summary>
/// <param name="JobId">The job.</param>
[Operation("core.job.pause", Effect.Write)]
public sealed record PauseJob(Guid JobId) : IOperation<PauseJob, Job, JobPaused>
{
    public static Task<Job?> Load(PauseJob input, TenantDb db, CancellationToken ct) => db.Find<Job>(input.JobId, ct);

    public static Outcome<JobPaused> Decide(PauseJob input, Job job, Call call)
    {
        if (job.Status is JobStatus.Ended)
            return new Refusal("job_ended", "The job has run and will not run again.");
        job.Status = JobStatus.Paused;
        return new JobPaused(job.Id);
    }
}

/// <summary>Lets a paused job run again at its times; what it missed meanwhile is not made up for.</summary>
/// <param name="JobId">The job.</param>
[Operation("core.job.resume", Effect.Write)]
public sealed record ResumeJob(Guid JobId) : IOperation<ResumeJob, Job, JobResumed>
{
    public static Task<Job?> Load(ResumeJob input, TenantDb db, CancellationToken ct) => db.Find<Job>(input.JobId, ct);

    public static Outcome<JobResumed> Decide(ResumeJob input, Job job, Call call)
    {
        if (job.Status is not JobStatus.Paused)
            return new Refusal("not_paused", "The job isn't paused.");
        (job.Status, job.Attempts) = (JobStatus.Active, 0);
        job.DueAt = job.RunAt > call.Now ? job.RunAt : job.NextAfter(call.Now) ?? call.Now;
        return new JobResumed(job.Id, job.DueAt);
    }
}
