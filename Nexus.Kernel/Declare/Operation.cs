using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Declare;

/// <summary>What running an operation does to the world.</summary>
public enum Effect
{
    /// <summary>It changes nothing, whatever it does with the rows that it loads: it publishes no event and leaves no audit entry; what it decides is its answer.</summary>
    Read,

    /// <summary>It changes rows of the tenant.</summary>
    Write,
}

/// <summary>Names an operation: <c>crm.deal.win</c> is its permission, its tool, and its route <c>POST /api/v1/crm/deals/{id}/win</c>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OperationAttribute(string name, Effect effect) : Attribute
{
    public string Name { get; } = name;

    public Effect Effect { get; } = effect;

    /// <summary>Worth a preview by dry run before a person or an agent does it.</summary>
    public bool LargeEffect { get; init; }
}

/// <summary>
/// A use case in one file: the record is the input, <see cref="Load"/> reads what the decision needs, <see cref="Decide"/> decides
/// without any I/O. A property named after the resource (<c>DealId</c>) is the row that the route names.
/// </summary>
/// <typeparam name="TState">What is loaded. Rows found through <see cref="TenantDb"/> are tracked; what Decide changes in them is saved.</typeparam>
/// <typeparam name="TEvent">The event that tells of it.</typeparam>
public interface IOperation<TSelf, TState, TEvent>
    where TSelf : IOperation<TSelf, TState, TEvent>
    where TState : class
    where TEvent : class
{
    /// <summary>Null answers 404.</summary>
    static abstract Task<TState?> Load(TSelf input, TenantDb db, CancellationToken ct);

    static abstract Outcome<TEvent> Decide(TSelf input, TState state, Call call);
}

/// <summary>
/// The wider shape, for a use case that can't separate reading from deciding (a lock, a batch, a merge). It enters by the same door and
/// is saved by the same hand; it may read as it goes.
/// </summary>
public interface IWideOperation<TSelf, TEvent>
    where TSelf : IWideOperation<TSelf, TEvent>
    where TEvent : class
{
    static abstract Task<Outcome<TEvent>> Run(TSelf input, TenantDb db, Call call, CancellationToken ct);
}
