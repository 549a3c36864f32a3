using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Jobs;

/// <summary>Whether a job will run.</summary>
public enum JobStatus
{
    Active,
    Paused,

    /// <summary>A one-time job that has run.</summary>
    Ended,
}

/// <summary>An operation that runs by itself: at a time, or again and again by a cron expression. It runs with the rights that its maker has at that time.</summary>
[Resource("core.job", Storage = Storage.Shared, Table = "nexus.jobs", Derived = Derived.Archive)]
public sealed class Job : Resource
{
    public const int NameLengthMax = 200;

    /// <summary>What people call it.</summary>
    [Required, MaxLength(NameLengthMax), ReadOnly(true)]
    public string Name { get; set; } = "";

    /// <summary>The operation that it runs, such as <c>crm.activity.create</c>.</summary>
    [Required, ReadOnly(true)]
    public string Operation { get; set; } = "";

    /// <summary>The row that the operation is about, if it is about one.</summary>
    [ReadOnly(true)]
    public Guid? Target { get; set; }

    /// <summary>The operation's input.</summary>
    [ReadOnly(true)]
    public JsonObject? Input { get; set; }

    /// <summary>Five fields: minute, hour, day of month, month, day of week. Empty for a one-time job.</summary>
    [ReadOnly(true)]
    public string? Cron { get; set; }

    /// <summary>The time zone of the cron expression, such as <c>Europe/Berlin</c>.</summary>
    [ReadOnly(true)]
    public string TimeZone { get; set; } = "UTC";

    /// <summary>When a one-time job runs.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? RunAt { get; set; }

    /// <summary>The user in whose name it runs.</summary>
    [References<User>, ReadOnly(true)]
    public Guid UserId { get; set; }

    /// <summary>The API key that it was made with; when that is revoked, the job is paused.</summary>
    [References<ApiKey>, ReadOnly(true)]
    public Guid? ApiKeyId { get; set; }

    /// <summary>Limits of the API key that it was made with; none when empty.</summary>
    [ReadOnly(true)]
    public string[]? Scopes { get; set; }

    /// <summary>Whether it will run.</summary>
    [ReadOnly(true)]
    public JobStatus Status { get; set; }

    /// <summary>When it runs next. What was missed while nothing ran is made up for by one run.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? DueAt { get; set; }

    /// <summary>Failed attempts of the run that is due.</summary>
    [ReadOnly(true)]
    public long Attempts { get; set; }

    /// <summary>How often it has run, well or not.</summary>
    [ReadOnly(true)]
    public long Runs { get; set; }

    /// <summary>When it last ran.</summary>
    [ReadOnly(true)]
    public DateTimeOffset? LastRunAt { get; set; }

    /// <summary><c>succeeded</c> or <c>failed</c>.</summary>
    [ReadOnly(true)]
    public string? LastOutcome { get; set; }

    /// <summary>Stable code of the last failure.</summary>
    [ReadOnly(true)]
    public string? LastErrorCode { get; set; }

    /// <summary>What the last failure was.</summary>
    [ReadOnly(true)]
    public string? LastErrorMessage { get; set; }

    /// <summary>What the operation last answered.</summary>
    [ReadOnly(true)]
    public JsonObject? LastAnswer { get; set; }

    /// <summary>The next time after the one given; null for a job that has run once.</summary>
    internal DateTimeOffset? NextAfter(DateTimeOffset time) =>
        Cron is { } cron ? Jobs.Cron.Parse(cron)?.Next(time, TimeZoneInfo.FindSystemTimeZoneById(TimeZone)) : null;
}
