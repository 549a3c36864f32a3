using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>Who asks and for which tenant, for every request that needs to know.</summary>
public sealed class Door(Authenticator authenticator, TenantDirectory tenants, RequestRate rate)
{
    /// <summary>The caller of a request; 401 when the credential is missing or doesn't count.</summary>
    public async ValueTask<Caller> Authenticate(HttpContext http)
    {
        var token = BearerOf(http) ?? throw Fault.Unauthenticated();
        var caller = await CallerOf(token, http.RequestAborted);
        rate.Take(caller);
        return caller;
    }

    /// <summary>The Bearer token of a request; null when there is none.</summary>
    public static string? BearerOf(HttpContext http)
    {
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
    }

    /// <summary>The caller and the tenant: the credential's own, or, for the platform's administrator, the one that <c>X-Tenant</c> names.</summary>
    public async ValueTask<(Caller Caller, Tenant Tenant)> Enter(HttpContext http)
    {
        var caller = await Authenticate(http);
        return (caller, await TenantOf(caller, Guid.TryParse(http.Request.Headers["X-Tenant"], out var named) ? named : null, http.RequestAborted));
    }

    /// <summary>As <see cref="Enter(HttpContext)"/>, for a connection that stays open: its credential is looked at again and again, and none of it is a request.</summary>
    internal async ValueTask<(Caller Caller, Tenant Tenant)> Look(string token, Guid? named, CancellationToken ct)
    {
        var caller = await CallerOf(token, ct);
        return (caller, await TenantOf(caller, named, ct));
    }

    private async ValueTask<Caller> CallerOf(string token, CancellationToken ct) =>
        await authenticator.Authenticate(token, ct) ?? throw Fault.Unauthenticated("The token is not valid, has expired or was revoked.");

    private async ValueTask<Tenant> TenantOf(Caller caller, Guid? named, CancellationToken ct)
    {
        var id = caller.TenantId ?? (caller.Kind is CallerKind.Platform ? named : null) ?? throw Fault.Malformed("tenant_needed", "Name the tenant by its id in the header X-Tenant.");
        var tenant = await tenants.Find(id, ct) ?? throw new Fault(404, "unknown_tenant", "There is no such tenant.");
        // A suspended one is open to the platform.
        if (TenantClosing.Told(tenant.Status) is { } closed && !(tenant.Status is TenantStatus.Suspended && caller.Kind is CallerKind.Platform))
            throw closed;
        return tenant;
    }
}
