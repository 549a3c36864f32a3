using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Declare;

/// <summary>A resource whose rows may be needed by others, so that taking one out of use can be refused. The derived archive awaits it.</summary>
public interface IBeforeArchive
{
    /// <summary>The row is locked meanwhile.</summary>
    /// <exception cref="Fault">The row can't be archived.</exception>
    Task BeforeArchive(TenantDb db, Call call, CancellationToken ct);
}
