using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>Opens a unit of work on a tenant's data for code of the kernel that runs several operations in one transaction.</summary>
public sealed class TenantUnit(NexusModel model, NpgsqlDataSource source, IServiceProvider kernel)
{
    internal TenantDb Open(Tenant tenant, Caller caller) => new(model, tenant, caller, source) { Kernel = kernel };

    /// <summary>On a connection whose transaction is open already; the unit owns both from here on.</summary>
    internal TenantDb Open(Tenant tenant, Caller caller, NpgsqlConnection begun) => new(model, tenant, caller, source, begun) { Kernel = kernel };
}
