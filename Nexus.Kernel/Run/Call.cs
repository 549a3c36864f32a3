namespace Nexus.Kernel.Run;

/// <summary>The circumstances of an operation, given to it so that it needs no clock and no ambient state: who asks, for which tenant, when.</summary>
public sealed record Call(Caller Caller, Tenancy.Tenant Tenant, DateTimeOffset Now)
{
    /// <summary>The user, where it is one of the tenant's own and not the platform's: who can own rows.</summary>
    public Guid? UserId => Caller.TenantId == Tenant.Id ? Caller.UserId : null;

    /// <summary>A new id whose order is the order of creation.</summary>
    public Guid NewId() => Guid.CreateVersion7(Now);
}
