using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>
/// Runs reactions. A reaction's effects and the mark that it is done are one transaction, so it happens once for each event, whatever
/// crashes. What fails is tried again later, and parked in the end.
/// </summary>
internal sealed class ReactionRunner(
    [FromKeyedServices(NexusKernel.Writes)] NpgsqlDataSource source,
    NexusModel model,
    TenantDirectory tenants,
    TenantUnit unit,
    OperationPipeline pipeline,
    EventSignal signal,
    InboxSignal inbox,
    ReactionSettings settings,
    TimeProvider clock,
    ILogger<ReactionRunner> log) : BackgroundService
{
    /// <summary>How often a reaction starts anew at once when another transaction was in its way.</summary>
    private const int CollisionsMax = 5;

    private const string Find = """
        select id from nexus.inbox where status = 'due' and due_at <= now() and id <> all($1) order by due_at, event_position limit $2
        """;

    private static readonly ActivitySource Source = new("Nexus");

    private readonly Dictionary<string, ReactionType> _reactions = model.Modules.SelectMany(m => m.Reactions).ToDictionary(r => r.Name);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DueRows("reactions", source, Find, settings.Concurrency, Work, inbox.Pulse, clock, log).Run(stoppingToken);

    private async Task Work(Guid id, CancellationToken ct)
    {
        for (var collisions = 0; !await WorkOnce(id, mayCollide: collisions < CollisionsMax, ct); collisions++)
            await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * (collisions + 1))), clock, ct);
    }

    /// <summary>False when another transaction was in the way.</summary>
    private async Task<bool> WorkOnce(Guid id, bool mayCollide, CancellationToken ct)
    {
        await using var claim = await InboxRow.Claim(source, id, ct);
        if (claim?.Row is not { } row)
            return true;

        var tenant = await tenants.Find(row.Event.TenantId, ct);
        var reaction = _reactions.GetValueOrDefault(row.Reaction);
        if (Instead(row, tenant, reaction) is { } instead)
        {
            await claim.Settle(instead, ct);
            return true;
        }

        await using var db = unit.Open(tenant!, CallerFor(row), claim.HandOver());
        try
        {
            await React(reaction!, row, db, ct);
        }
        catch (PostgresException e) when (mayCollide && DatabaseFault.IsPassing(e))
        {
            return false;
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await db.DisposeAsync();
            await Failed(row, e, ct);
        }

        return true;
    }

    /// <summary>What to do instead of reacting; null when nothing speaks against it.</summary>
    private static Sql? Instead(InboxRow row, Tenant? tenant, ReactionType? reaction) => (tenant, reaction) switch
    {
        (null, _) => row.Skip(),
        (_, null) => row.Park(new ReactionError("unknown_reaction", $"This version of Nexus has no reaction {row.Reaction}.")),
        ({ Status: not TenantStatus.Active }, _) => row.Later(ReactionSettings.SuspendedWait),
        _ => tenant.Has(reaction.Module) ? null : row.Skip(),
    };

    private async Task React(ReactionType reaction, InboxRow row, TenantDb db, CancellationToken ct)
    {
        using var activity = Source.StartActivity(reaction.Name, ActivityKind.Consumer, row.Event.TraceParent);
        activity?.SetTag("nexus.tenant", row.Event.TenantId);
        using var time = new CancellationTokenSource(settings.TimeMax, clock);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, time.Token);
        var context = new ReactionContext(pipeline, model, db, row.Event, db.Caller);
        await reaction.React(row.Event, context, limit.Token);
        await db.RunAndCommit([row.Done().ToBatchCommand()], ct);
        signal.Published(context.EventsPublished);
    }

    private async Task Failed(InboxRow row, Exception e, CancellationToken ct)
    {
        var error = ReactionError.Of(e);
        var wait = settings.Retries.After(row.Attempts + 1);
        if (error.IsUnexpected)
            log.LogError(e, "The reaction {Reaction} to {Event} failed, attempt {Attempt}", row.Reaction, row.Event.Id, row.Attempts + 1);
        else
            log.LogWarning("The reaction {Reaction} to {Event} failed, attempt {Attempt}: {Code} {Message}", row.Reaction, row.Event.Id, row.Attempts + 1, error.Code, error.Message);
        await using var command = source.CreateCommand();
        command.CommandText = row.Failed(error, wait).Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static Caller CallerFor(InboxRow row) =>
        Caller.System(row.Reaction, row.Event.Actor, CallerKind.Reaction) with { Depth = row.Event.Depth + 1 };
}
