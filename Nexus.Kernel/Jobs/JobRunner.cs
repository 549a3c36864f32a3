using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Events.Reactions;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Jobs;

/// <summary>
/// Runs jobs when they are due, each firing once however many workers there are: the operation's effects, its result and the next time commit
/// together. A firing that fails is tried again a few times; then the job waits for its next time.
/// </summary>
internal sealed class JobRunner(
    NpgsqlDataSource source,
    NexusModel model,
    TenantDirectory tenants,
    TenantUnit unit,
    Standing standing,
    OperationPipeline pipeline,
    EventSignal signal,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<JobRunner> log) : BackgroundService
{
    private const int Concurrency = 4;

    /// <summary>Bytes of an answer that are kept as the last result.</summary>
    private const int AnswerBytesMax = 64 * 1024;

    private const string Find = """
        select id from nexus.jobs where status = 'active' and archived_at is null and due_at <= now() and id <> all($1) order by due_at limit $2
        """;

    private static readonly TimeSpan SuspendedWait = TimeSpan.FromSeconds(30);

    private static readonly ActivitySource Source = new("Nexus");

    private readonly Retries _retries = new(4, TimeSpan.FromMilliseconds(configuration.GetValue("Nexus:Jobs:FirstRetryMilliseconds", 10_000)), TimeSpan.FromMinutes(10));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DueRows("jobs", source, Find, Concurrency, Work, new Pulse(), clock, log).Run(stoppingToken);

    private async Task Work(Guid id, CancellationToken ct)
    {
        await using var claim = await Claim<Firing>.Take(source, id, Firing.Select(id, model), reader => Firing.Read(reader, model), ct);
        if (claim?.Row is not { } firing)
            return;

        var tenant = await tenants.Find(firing.TenantId, ct);
        if (tenant is not { Status: TenantStatus.Active })
        {
            await claim.Settle($"update nexus.jobs set due_at = now() + {SuspendedWait} where id = {id}", ct);
            return;
        }

        var caller = await standing.Of(tenant.Id, firing.Job.UserId, firing.Job.Scopes, CallerKind.Job, firing.Job.Name, ct);
        await using var db = unit.Open(tenant, caller ?? Caller.System(firing.Job.Name), claim.HandOver());
        try
        {
            await Fire(firing, tenant, caller, db, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await db.DisposeAsync();
            await Failed(firing.Job, e, ct);
        }
    }

    private async Task Fire(Firing firing, Tenant tenant, Caller? caller, TenantDb db, CancellationToken ct)
    {
        using var activity = Source.StartActivity("job " + firing.Job.Operation);
        activity?.SetTag("nexus.tenant", tenant.Id);
        var job = firing.Job;
        var answer = await pipeline.RunWithin(db, new OperationCall
        {
            Operation = model.FindOperation(job.Operation) ?? throw new Fault(404, "unknown_operation", $"This version of Nexus has no operation {job.Operation}."),
            Tenant = tenant,
            Caller = caller ?? throw new Fault(403, "user_gone", "The user in whose name the job runs is no longer one."),
            Input = job.Input is null ? default : JsonSerializer.SerializeToElement(job.Input),
            Target = job.Target,
        }, ct);
        await db.RunAndCommit([Succeeded(job, answer).ToBatchCommand()], ct);
        signal.Published(answer.Events.Count);
    }

    private Sql Succeeded(Job job, OperationAnswer answer)
    {
        var kept = answer.Body.Length <= AnswerBytesMax && answer.Body.AsSpan().TrimStart((byte)' ').StartsWith("{"u8) ? answer.Body : null;
        return $"""
            with j as (update nexus.jobs set {After(job)}, attempts = 0, runs = runs + 1, last_run_at = clock_timestamp(), last_outcome = 'succeeded', last_error_code = null, last_error_message = null,
                              last_answer = {Sql.Value(kept, NpgsqlDbType.Jsonb)}, version = version + 1 where {Same(job)} returning 1)
            select nexus.changed_one(count(*)) from j
            """;
    }

    private async Task Failed(Job job, Exception e, CancellationToken ct)
    {
        var error = ReactionError.Of(e);
        if (error.IsUnexpected)
            log.LogError(e, "The job {Job} failed", job.Id);
        var failure = (Sql)$"last_run_at = clock_timestamp(), last_outcome = 'failed', last_error_code = {error.Code}, last_error_message = {error.Message}, version = version + 1";
        await using var command = source.CreateCommand();
        command.CommandText = (_retries.After((int)job.Attempts + 1) is { } wait
            ? (Sql)$"update nexus.jobs set attempts = attempts + 1, due_at = clock_timestamp() + {wait}, {failure} where {Same(job)}"
            : (Sql)$"update nexus.jobs set attempts = 0, runs = runs + 1, {After(job)}, {failure} where {Same(job)}").Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>What was missed meanwhile is made up for by the one run.</summary>
    private Sql After(Job job) => job.NextAfter(clock.GetUtcNow()) is { } next ? (Sql)$"due_at = {next}" : (Sql)$"due_at = null, status = 'ended'";

    /// <summary>Nobody has fired or changed it meanwhile.</summary>
    private static Sql Same(Job job) => $"id = {job.Id} and version = {job.Version} and status = 'active'";

    /// <summary>A job that is due.</summary>
    private sealed record Firing(Guid TenantId, Job Job)
    {
        public static Sql Select(Guid id, NexusModel model) =>
            $"select {Sql.Raw(RowSql.Columns(model.ResourceOf(typeof(Job)), "t"))}, t.tenant_id from nexus.jobs t where t.id = {id} and t.status = 'active' and t.archived_at is null and t.due_at <= now()";

        public static Firing Read(NpgsqlDataReader reader, NexusModel model) =>
            new(reader.GetGuid(reader.FieldCount - 1), (Job)RowSql.Read(reader, model.ResourceOf(typeof(Job))));
    }
}
