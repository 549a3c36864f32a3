using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Events.Live;

/// <summary>The credential behind a live connection, looked at again and again: rights change and credentials are revoked while it is open.</summary>
internal sealed class LiveCredential(string token, Guid? namedTenant, Authenticator authenticator, TenantDirectory tenants)
{
    /// <summary>What a browser offers as <c>Sec-WebSocket-Protocol: bearer, TOKEN</c>, because it can't set headers.</summary>
    public const string Protocol = "bearer";

    public static LiveCredential Of(HttpContext http, Authenticator authenticator, TenantDirectory tenants)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : Offered(http);
        Guid? named = Guid.TryParse(http.Request.Headers["X-Tenant"].ToString() is { Length: > 0 } tenant ? tenant : http.Request.Query["tenant"].ToString(), out var id) ? id : null;
        return new LiveCredential(token ?? throw Fault.Unauthenticated(), named, authenticator, tenants);
    }

    /// <exception cref="Fault">It doesn't count, or not for a tenant that may be worked with.</exception>
    public async ValueTask<(Caller Caller, Tenant Tenant)> Enter(CancellationToken ct)
    {
        var caller = await authenticator.Authenticate(token, ct) ?? throw Fault.Unauthenticated("The token is not valid, has expired or was revoked.");
        var id = caller.TenantId ?? (caller.Kind is CallerKind.Platform ? namedTenant : null) ?? throw Fault.Malformed("tenant_needed", "Name the tenant by its id in the header X-Tenant.");
        var tenant = await tenants.Find(id, ct) ?? throw new Fault(404, "unknown_tenant", "There is no such tenant.");
        if (tenant.Status is not TenantStatus.Active && caller.Kind is not CallerKind.Platform)
            throw new Fault(403, "tenant_suspended", "The tenant is suspended. Ask the platform's administrator.");
        return (caller, tenant);
    }

    private static string? Offered(HttpContext http) =>
        http.WebSockets.WebSocketRequestedProtocols is [Protocol, { Length: > 0 } token, ..] ? token : null;
}
