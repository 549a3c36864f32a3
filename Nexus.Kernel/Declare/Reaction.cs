using Nexus.Kernel.Events;

namespace Nexus.Kernel.Declare;

/// <summary>
/// What happens because an event happened; named as a sentence (<c>OpenProjectWhenDealWon</c>). It runs once for each event, in a
/// transaction of its own, with its own retries; what keeps failing is parked.
/// </summary>
/// <typeparam name="TEvent">A declared event, or <see cref="Created{T}"/> or <see cref="Updated{T}"/>.</typeparam>
public interface IReaction<TSelf, TEvent>
    where TSelf : IReaction<TSelf, TEvent>
    where TEvent : class
{
    static abstract Task React(TEvent happened, ReactionContext context, CancellationToken ct);
}
