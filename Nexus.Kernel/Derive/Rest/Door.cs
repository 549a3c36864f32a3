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
        var caller = await authenticator.Authenticate(token, http.RequestAborted) ?? throw Fault.Unauthenticated("The token is not valid, has expired or was revoked.");
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
        var id = caller.TenantId ?? NamedTenant(http, caller);
        var tenant = await tenants.Find(id, http.RequestAborted) ?? throw new Fault(404, "unknown_tenant", "There is no such tenant.");
        if (tenant.Status is not TenantStatus.Active && caller.Kind is not CallerKind.Platform)
            throw new Fault(403, "tenant_suspended", "The tenant is suspended. Ask the platform's administrator.");
        return (caller, tenant);
    }

    private static Guid NamedTenant(HttpContext http, Caller caller)
    {
        if (caller.Kind is CallerKind.Platform && Guid.TryParse(http.Request.Headers["X-Tenant"], out var id))
            return id;
        throw Fault.Malformed("tenant_needed", "Name the tenant by its id in the header X-Tenant.");
    }
}
