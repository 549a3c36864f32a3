using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Administration;

/// <summary>The resources whose rows the caller may import.</summary>
internal sealed class ImportableResources(NexusModel model, Tenant tenant, Caller caller)
{
    public IEnumerable<ResourceType> All => model.Modules.Where(m => tenant.Has(m.Name)).SelectMany(m => m.Resources).Where(May);

    public bool Any => All.Any();

    private bool May(ResourceType resource) =>
        model.FindOperation(resource.FullName + ".create") is { Derived: Derived.Create } create
        && caller.Rights.RowsFor(create.Name) is not null && caller.Rights.RowsFor(resource.FullName + ".import") is not null;
}
