using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Telemetry;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>
/// The one way in. REST, console, tool, reaction, job and import all run operations here, so that each is permitted, validated, audited
/// and published in the same way. The caller is authenticated and the tenant resolved by the door that the call came through.
/// </summary>
public sealed class OperationPipeline(NexusModel model, [FromKeyedServices(NexusKernel.Writes)] NpgsqlDataSource source, TimeProvider clock, EventSignal signal, Invalidations invalidations, IServiceProvider kernel)
{
    /// <summary>How often an operation starts anew when another transaction was in its way.</summary>
    public const int AttemptsMax = 4;

    private static readonly ActivitySource Source = new("Nexus");

    /// <exception cref="Fault">The call can't be done; nothing has changed.</exception>
    public Task<OperationAnswer> Run(OperationCall call, CancellationToken ct) => NexusMeter.Measure(call.Operation.Name, () => RunAlone(call, ct));

    private async Task<OperationAnswer> RunAlone(OperationCall call, CancellationToken ct)
    {
        using var activity = Source.StartActivity(call.Operation.Name);
        activity?.SetTag("nexus.tenant", call.Tenant.Id);
        Permit(call);
        var input = Validate(call);
        for (var attempt = 1; ; attempt++)
        {
            await using var db = new TenantDb(model, call.Tenant, call.Caller, source) { Kernel = kernel };
            try
            {
                return await Run(call, input, db, ct);
            }
            catch (PostgresException e) when (DatabaseFault.IsPassing(e) && attempt < AttemptsMax)
            {
                await db.Rollback();
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * attempt)), clock, ct);
            }
            catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
            {
                throw fault;
            }
        }
    }

    /// <summary>As <see cref="Run(OperationCall, CancellationToken)"/>, in a transaction that the caller opened and commits: reactions, imports, presets.</summary>
    internal Task<OperationAnswer> RunWithin(TenantDb db, OperationCall call, CancellationToken ct) => NexusMeter.Measure(call.Operation.Name, () => RunNested(db, call, ct));

    private async Task<OperationAnswer> RunNested(TenantDb db, OperationCall call, CancellationToken ct)
    {
        Permit(call);
        var input = Validate(call);
        var (before, caller) = (db.Operation, db.Caller);
        (db.Operation, db.Caller) = (call.Operation, call.Caller);
        try
        {
            var (decision, changes) = await Decide(call, input, db, ct);
            await db.Begin(ct);
            await db.Run(changes.Commands, ct);
            return Answers.Of(call, decision, changes);
        }
        catch (PostgresException e) when (!DatabaseFault.IsPassing(e) && DatabaseFault.Of(e) is { } fault)
        {
            throw fault;
        }
        finally
        {
            // Also what it began before it was refused: who goes on without it mustn't save that.
            db.Forget();
            (db.Operation, db.Caller) = (before, caller);
        }
    }

    /// <summary>As <see cref="RunWithin"/>, but what it changes is the caller's to save: an import sends many in one batch.</summary>
    internal async Task<(Decision Decision, ChangeSet Changes)> Prepare(TenantDb db, OperationCall call, CancellationToken ct)
    {
        Permit(call);
        var input = Validate(call);
        var before = db.Operation;
        db.Operation = call.Operation;
        try
        {
            return await Decide(call, input, db, ct);
        }
        finally
        {
            db.Operation = before;
        }
    }

    private async Task<OperationAnswer> Run(OperationCall call, object input, TenantDb db, CancellationToken ct)
    {
        db.Operation = call.Operation;
        var idempotency = call.DryRun || call.Operation.Effect is Effect.Read ? null : Idempotency.For(call);
        if (idempotency is not null && await idempotency.Claim(db, ct) is { } earlier)
            return earlier;

        var (decision, changes) = await Decide(call, input, db, ct);
        if (call.DryRun)
            return await Preview(call, decision, changes, db, ct);

        var answer = Answers.Of(call, decision, changes);
        var duplicates = Duplicates.Query(call, decision, db);
        var commands = changes.Commands.ToList();
        if (idempotency is not null)
            commands.Add(idempotency.Keep(answer));
        if (duplicates is null)
            await db.RunAndCommit(commands, ct);
        else
            answer = answer with { Duplicates = await Duplicates.RunAndCommit(duplicates, commands, call, db, ct) };
        signal.Published(changes.Events.Count);
        foreach (var key in changes.Announced)
            invalidations.Raise(Identity.Sessions.Kind, key);
        foreach (var (kind, key) in db.Announced)
            invalidations.Raise(kind, key);
        return answer;
    }

    private static void Permit(OperationCall call)
    {
        if (!call.Tenant.Has(call.Operation.Resource.Module))
            throw new Fault(404, "module_not_active", $"The module {call.Operation.Resource.Module} isn't active in this tenant.");
        if (call.Caller.Rights.RowsFor(call.Operation.Name) is null)
            throw Fault.Denied(call.Operation.Name);
    }

    private static object Validate(OperationCall call)
    {
        if (call.Record is { } record)
            return record;
        if (call.Operation.Input is { } type)
            return InputReader.ReadRecord(type, call.Operation.Fields, call.Input, call.Operation.Target, call.Target);

        var shape = call.Tenant.ShapeOf(call.Operation.Resource);
        var input = call.Operation.Derived is Derived.Archive
            ? new RowInput(new Dictionary<Field, object?>())
            : InputReader.ReadRow(shape, call.Input, creating: call.Operation.Derived is Derived.Create);
        if (call.Operation.HasTarget && call.Target is null)
            throw Fault.Invalid([new FieldFault("id", "required", "Id must be given.")]);
        return new DerivedOperations.OnRow(call.Operation.Resource, call.Target ?? Guid.Empty, input);
    }

    private async Task<(Decision, ChangeSet)> Decide(OperationCall call, object input, TenantDb db, CancellationToken ct)
    {
        var circumstances = new Call(call.Caller, call.Tenant, Instants.Now(clock));
        if (call is { IfMatch: { } seen, Target: { } target })
        {
            var row = await db.Find(call.Operation.Resource, target, ct) ?? throw Fault.NotFound(call.Operation.Resource.Name);
            if (row.Version != seen)
                throw new Fault(412, "version_mismatch", "The row was changed by somebody else meanwhile. Read it again.").With("version", row.Version);
        }

        var decision = await call.Operation.Body.Run(input, db, circumstances, ct);
        if (decision.Refused is { } refused)
            throw Fault.Refused(refused);
        return (decision, ChangeSet.Of(db, call.Operation, decision, circumstances));
    }

    private static async Task<OperationAnswer> Preview(OperationCall call, Decision decision, ChangeSet changes, TenantDb db, CancellationToken ct)
    {
        await db.Begin(ct);
        await db.Run(changes.Commands, ct);
        var duplicates = Duplicates.Query(call, decision, db) is { } query ? await db.Column<Guid>(query, ct) : [];
        var sight = await PreviewSight.Of(db, call, changes.Changes.Select(c => (c.Resource.FullName, (Guid?)c.Row.Id)).Concat(changes.Events.Select(e => (e.Resource, e.RowId))), ct);
        await db.Rollback();
        return Answers.Preview(call, decision, changes, duplicates, sight);
    }
}
