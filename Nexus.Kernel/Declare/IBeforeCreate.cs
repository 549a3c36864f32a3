using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Declare;

/// <summary>
/// A resource whose new rows need what only the tenant's data knows: a default stage, a company taken from the contact, a first line of
/// history. The derived create awaits it after the values that were sent are set, and before the row is checked and saved.
/// </summary>
public interface IBeforeCreate
{
    /// <summary>May set fields of the row, read through <paramref name="db"/> and add further rows.</summary>
    /// <exception cref="Fault">The row can't be created.</exception>
    Task BeforeCreate(TenantDb db, Call call, CancellationToken ct);
}
