using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>For whom the tools of one request run, and where.</summary>
/// <param name="Module">The module whose tools are all listed (<c>/mcp/crm</c>); null at <c>/mcp</c>, which lists the few that find the others.</param>
public sealed record ToolSession(NexusModel Model, ToolCatalog Catalog, Caller Caller, Tenant Tenant, string? Module)
{
    public bool MayRead(ResourceType resource) => Tenant.Has(resource.Module) && Caller.Rights.RowsFor(resource.ReadPermission) is not null;

    /// <exception cref="Fault">404 when there is no such resource for this tenant, 403 when the caller may not read it.</exception>
    public ResourceType Resource(string name)
    {
        if (Model.FindResource(name) is not { } resource || !Tenant.Has(resource.Module))
            throw new Fault(404, "unknown_resource", $"There is no resource {(name.Length > 60 ? name[..60] : name)}. nexus_modules lists what there is.");
        return MayRead(resource) ? resource : throw Fault.Denied(resource.ReadPermission);
    }
}
