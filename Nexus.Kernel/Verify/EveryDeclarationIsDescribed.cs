using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>Resources, operations and reports have a summary: people read it in the API's pages and AI clients choose by it.</summary>
public sealed class EveryDeclarationIsDescribed : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var resource in model.Resources)
            Check(resource.FullName, resource.Description);
        foreach (var operation in model.Operations)
            Check(operation.Name, operation.Description);
        foreach (var document in model.Documents)
            Check(document.Name, document.Description);
        foreach (var report in model.Reports)
            Check(report.Name, report.Description);
    }

    private static void Check(string name, string description)
    {
        if (description.Length == 0)
            throw new ModelException($"{name} has no summary.", "Write a /// <summary> that says what it is for; if there is one, see that the project generates its documentation file.");
    }
}
