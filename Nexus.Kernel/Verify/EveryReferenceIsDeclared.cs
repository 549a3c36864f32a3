using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>A reference leads to a declared resource, and a module that references another's needs it.</summary>
public sealed class EveryReferenceIsDeclared : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var resource in model.Resources)
            Check(model, resource.FullName, resource.Module, resource.Fields);
        foreach (var operation in model.Operations)
            Check(model, operation.Name, operation.Resource.Module, operation.Fields);
        foreach (var report in model.Reports)
            Check(model, report.Name, report.Module, report.Parameters);
    }

    private static void Check(NexusModel model, string owner, string ownModule, IEnumerable<Field> fields)
    {
        foreach (var field in fields.Where(FieldReader.IsReference))
        {
            var target = field.References is null ? null : model.FindResource(field.References);
            if (target is null)
                throw new ModelException($"{owner}.{field.Name} references {field.References ?? "a class without [Resource]"}, which no module declares.", "Declare that resource, list its module, or correct the name.");

            var module = model.FindModule(ownModule)!;
            if (target.Module != ownModule && target.Storage == Storage.Tenant && !module.Needs.Contains(target.Module))
                throw new ModelException($"{owner}.{field.Name} references {target.FullName} of another module.", $"Say Needs = [\"{target.Module}\"] in the [Module] attribute of {ownModule}.");
        }
    }
}
