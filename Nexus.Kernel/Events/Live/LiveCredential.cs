using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Events.Live;

/// <summary>The credential behind a live connection, looked at again and again: rights change and credentials are revoked while it is open.</summary>
internal sealed class LiveCredential(string token, Guid? namedTenant, Door door)
{
    /// <summary>What a browser offers as <c>Sec-WebSocket-Protocol: bearer, TOKEN</c>, because it can't set headers.</summary>
    public const string Protocol = "bearer";

    public static LiveCredential Of(HttpContext http, Door door)
    {
        var header = http.Request.Headers.Authorization.ToString();
        var token = header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : Offered(http);
        Guid? named = Guid.TryParse(http.Request.Headers["X-Tenant"].ToString() is { Length: > 0 } tenant ? tenant : http.Request.Query["tenant"].ToString(), out var id) ? id : null;
        return new LiveCredential(token ?? throw Fault.Unauthenticated(), named, door);
    }

    /// <exception cref="Fault">It doesn't count, or not for a tenant that may be worked with.</exception>
    public ValueTask<(Caller Caller, Tenant Tenant)> Enter(CancellationToken ct) => door.Look(token, namedTenant, ct);

    private static string? Offered(HttpContext http) =>
        http.WebSockets.WebSocketRequestedProtocols is [Protocol, { Length: > 0 } token, ..] ? token : null;
}
