using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>What was decided: a refusal, or what happened and the row to answer with.</summary>
internal sealed record Decision(Refusal? Refused, object? Happened = null, Resource? Answer = null)
{
    public IReadOnlyList<object> Also { get; init; } = [];

    /// <summary>Secrets that only the direct answer shows.</summary>
    public IReadOnlyDictionary<string, string>? Revealed { get; init; }
}

/// <summary>The part of an operation that is its own: load and decide.</summary>
internal abstract class OperationBody
{
    public abstract Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct);
}

internal sealed class DeclaredOperation<TSelf, TState, TEvent> : OperationBody
    where TSelf : IOperation<TSelf, TState, TEvent>
    where TState : class
    where TEvent : class
{
    public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
    {
        var state = await TSelf.Load((TSelf)input, db, ct) ?? throw Fault.NotFound(db.Operation?.Resource.Name ?? "row");
        var outcome = TSelf.Decide((TSelf)input, state, call);
        if (outcome.Refused is { } refused)
            return new Decision(refused);

        foreach (var row in outcome.Added)
            db.Add(row);
        return new Decision(null, outcome.Happened, outcome.Answer ?? state as Resource) { Also = outcome.AlsoHappened, Revealed = outcome.Revealed };
    }
}

internal sealed class WideOperation<TSelf, TEvent> : OperationBody
    where TSelf : IWideOperation<TSelf, TEvent>
    where TEvent : class
{
    public override async Task<Decision> Run(object input, TenantDb db, Call call, CancellationToken ct)
    {
        var outcome = await TSelf.Run((TSelf)input, db, call, ct);
        if (outcome.Refused is { } refused)
            return new Decision(refused);

        foreach (var row in outcome.Added)
            db.Add(row);
        return new Decision(null, outcome.Happened, outcome.Answer) { Also = outcome.AlsoHappened, Revealed = outcome.Revealed };
    }
}
