namespace Nexus.Kernel.Core;

/// <summary>What a tenant's own people may do with all of its data at once.</summary>
public static class TenantData
{
    /// <summary>Needed to export all rows of the tenant.</summary>
    public const string ExportPermission = "core.data.export";
}
