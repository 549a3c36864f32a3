using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Tools;

namespace Nexus.Kernel.Verify;

/// <summary>Tools are named after operations and reports with underscores for dots: no two may come out the same, and AI clients take 64 characters.</summary>
public sealed class EveryToolNameIsOnce : IVerifier
{
    public void Verify(NexusModel model)
    {
        var names = new Dictionary<string, string>();
        foreach (var name in model.Operations.Select(o => o.Name).Concat(model.Reports.Select(r => r.Name)))
        {
            var tool = name.Replace('.', '_');
            if (!names.TryAdd(tool, name))
                throw new ModelException($"{names[tool]} and {name} would both be the tool {tool}.", "Rename one.");
            if (tool.Length > ToolType.NameLengthMax)
                throw new ModelException($"The tool {tool} has a name of {tool.Length} characters.", $"Shorten it to {ToolType.NameLengthMax}.");
        }

        foreach (var operation in model.Operations.Where(o => o.Effect is Effect.Write))
        {
            if (operation.Fields.FirstOrDefault(f => ToolSchema.OwnArguments.Contains(f.Name)) is { } field)
                throw new ModelException($"The input {field.Name} of {operation.Name} has the name of an argument that every tool has.", "Rename the property.");
        }
    }
}
