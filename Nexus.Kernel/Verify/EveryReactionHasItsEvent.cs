using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>A reaction waits for an event that somebody publishes.</summary>
public sealed class EveryReactionHasItsEvent : IVerifier
{
    public void Verify(NexusModel model)
    {
        var events = model.Modules.SelectMany(m => m.Events).Select(e => e.Name).ToHashSet();
        foreach (var reaction in model.Modules.SelectMany(m => m.Reactions))
        {
            if (!events.Contains(reaction.Event))
                throw new ModelException($"The reaction {reaction.Name} waits for {reaction.Event}, which nothing publishes.", "Declare the operation that publishes it, or list its module.");
        }
    }
}
