using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>A module comes after the modules that it needs.</summary>
public sealed class EveryNeedIsThere : IVerifier
{
    public void Verify(NexusModel model)
    {
        var listed = new HashSet<string>();
        foreach (var module in model.Modules)
        {
            foreach (var need in module.Needs.Where(n => !listed.Contains(n)))
                throw new ModelException($"The module {module.Name} needs {need}, which isn't listed before it.", $"List {need} first.");
            listed.Add(module.Name);
        }
    }
}
