using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>An event is published by the module that it is named after, and by no other.</summary>
public sealed class EveryEventHasOneOwner : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var operation in model.Operations)
        {
            if (!operation.Event.Name.StartsWith(operation.Resource.Module + ".", StringComparison.Ordinal))
                throw new ModelException($"{operation.Name} publishes {operation.Event.Name}, another module's event.", "Most likely it should be a reaction to that event, or publish one of its own.");
        }
    }
}
