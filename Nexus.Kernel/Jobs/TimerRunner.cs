using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Events.Reactions;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Jobs;

/// <summary>
/// Runs what <see cref="Timers.RunLater"/> arranged: the operation's effects and the end of its timer commit together. What fails is tried
/// again, ever more slowly, until it succeeds: nobody arranged it who could be told.
/// </summary>
internal sealed class TimerRunner(NpgsqlDataSource source, NexusModel model, TenantDirectory tenants, TenantUnit unit, OperationPipeline pipeline, EventSignal signal, TimeProvider clock, ILogger<TimerRunner> log) : BackgroundService
{
    private const int Concurrency = 2;

    private const string Find = "select id from nexus.timers where due_at <= now() and id <> all($1) order by due_at limit $2";

    private static readonly TimeSpan SuspendedWait = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LastRetry = TimeSpan.FromMinutes(10);

    private static readonly ActivitySource Source = new("Nexus");

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DueRows("timers", source, Find, Concurrency, Work, new Pulse(), clock, log).Run(stoppingToken);

    private async Task Work(Guid id, CancellationToken ct)
    {
        await using var claim = await Claim<Timer>.Take(source, id, $"select tenant_id, operation, attempts from nexus.timers where id = {id} and due_at <= now()",
            reader => new Timer(reader.GetGuid(0), reader.GetString(1), reader.GetInt32(2)), ct);
        if (claim?.Row is not { } timer)
            return;

        var tenant = await tenants.Find(timer.TenantId, ct);
        // A version or a module that is gone has nothing to run.
        if (model.FindOperation(timer.Operation) is not { } operation || tenant is not null && !tenant.Has(operation.Resource.Module))
            await claim.Settle($"delete from nexus.timers where id = {id}", ct);
        else if (tenant is not { Status: TenantStatus.Active })
            await claim.Settle($"update nexus.timers set due_at = now() + {SuspendedWait} where id = {id}", ct);
        else
            await Fire(id, timer, operation, tenant, claim.HandOver(), ct);
    }

    private async Task Fire(Guid id, Timer timer, OperationType operation, Tenant tenant, NpgsqlConnection begun, CancellationToken ct)
    {
        using var activity = Source.StartActivity("timer " + operation.Name);
        activity?.SetTag("nexus.tenant", tenant.Id);
        var caller = Caller.System("timer", kind: CallerKind.Job);
        await using var db = unit.Open(tenant, caller, begun);
        try
        {
            var answer = await pipeline.RunWithin(db, new OperationCall { Operation = operation, Tenant = tenant, Caller = caller }, ct);
            await db.RunAndCommit([((Sql)$"delete from nexus.timers where id = {id}").ToBatchCommand()], ct);
            signal.Published(answer.Events.Count);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await db.DisposeAsync();
            var wait = TimeSpan.FromTicks(Math.Min(LastRetry.Ticks, FirstRetry.Ticks << Math.Min(timer.Attempts, 10)));
            var error = ReactionError.Of(e);
            log.Log(error.IsUnexpected ? LogLevel.Error : LogLevel.Warning, e, "The timer of {Operation} failed, attempt {Attempt}: {Code}", operation.Name, timer.Attempts + 1, error.Code);
            await using var command = source.CreateCommand();
            command.CommandText = ((Sql)$"update nexus.timers set attempts = attempts + 1, due_at = clock_timestamp() + {wait} where id = {id}").Render(command.Parameters);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private sealed record Timer(Guid TenantId, string Operation, int Attempts);
}
