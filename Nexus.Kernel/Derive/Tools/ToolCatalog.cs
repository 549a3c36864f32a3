using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>The tools that the declarations give: one for each operation and each report.</summary>
public sealed class ToolCatalog
{
    private readonly Dictionary<string, ToolType> _byName;

    public ToolCatalog(NexusModel model)
    {
        All = [.. model.Operations.Select(o => new ToolType(o)), .. model.Reports.Select(r => new ToolType(r))];
        _byName = All.ToDictionary(t => t.Name);
    }

    public IReadOnlyList<ToolType> All { get; }

    public ToolType? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>What the caller may use in the tenant; of one module, or of all.</summary>
    public IEnumerable<ToolType> UsableBy(Caller caller, Tenant tenant, string? module = null) =>
        All.Where(t => (module is null || t.Module == module) && t.UsableBy(caller, tenant));
}
