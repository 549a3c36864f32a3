using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>A reference leads to a declared resource, and a module that references another's needs it.</summary>
public sealed class EveryReferenceIsDeclared : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var resource in model.Resources)
        foreach (var field in resource.Fields.Where(f => f.Property?.GetCustomAttributes(typeof(ReferencesAttribute), true).Length > 0))
        {
            var target = field.References is null ? null : model.FindResource(field.References);
            if (target is null)
                throw new ModelException($"{resource.FullName}.{field.Name} references {field.References ?? "a class without [Resource]"}, which no module declares.", "Declare that resource, or list its module.");

            var module = model.FindModule(resource.Module)!;
            if (target.Module != resource.Module && target.Storage == Storage.Tenant && !module.Needs.Contains(target.Module))
                throw new ModelException($"{resource.FullName}.{field.Name} references {target.FullName} of another module.", $"Say Needs = [\"{target.Module}\"] in the [Module] attribute of {resource.Module}.");
        }
    }
}
