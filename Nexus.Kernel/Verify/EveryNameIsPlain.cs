using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Verify;

/// <summary>Names are lower case words with underscores, and a resource is named after its module.</summary>
public sealed class EveryNameIsPlain : IVerifier
{
    public void Verify(NexusModel model)
    {
        foreach (var module in model.Modules)
        {
            Check(module.Name, "module");
            foreach (var resource in module.Resources)
            {
                if (resource.Module != module.Name || resource.FullName.Count(c => c == '.') != 1)
                    throw new ModelException($"The resource {resource.FullName} is declared by the module {module.Name}.", $"Name it {module.Name}.{resource.Name}.");
                Check(resource.Name, "resource");
                foreach (var field in resource.Fields)
                {
                    Check(field.Name, $"field of {resource.FullName}");
                    if (field.Name.StartsWith("x_", StringComparison.Ordinal))
                        throw new ModelException($"The field {resource.FullName}.{field.Name} begins with x_, which is kept for fields that tenants define.", "Rename the property.");
                }
            }

            foreach (var report in module.Reports)
            {
                if (report.Module != module.Name || report.Name.Count(c => c == '.') != 1)
                    throw new ModelException($"The report {report.Name} is declared by the module {module.Name}.", $"Name it {module.Name}.….");
                Check(report.ShortName, "report");
            }
        }
    }

    private static void Check(string name, string what)
    {
        if (!Names.IsPlain(name))
            throw new ModelException($"'{name}' can't name a {what}.", "Use lower case letters, digits and underscores, a letter first, 50 characters at most.");
    }
}
