using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Identity;

/// <summary><c>/api/v1/auth</c>: log in, refresh, revoke, verify, and the keys that verify.</summary>
public static class AuthEndpoints
{
    public const string Root = "/api/v1/auth";

    /// <summary>How long verifiers may keep the JWKS document; well under <see cref="KeyRing.Lead"/>, so that they know a key before it signs.</summary>
    public static readonly TimeSpan JwksKept = TimeSpan.FromSeconds(30);

    public static void MapNexusAuth(this IEndpointRouteBuilder routes)
    {
        var auth = routes.MapGroup(Root).WithTags("Identity");
        auth.MapPost("/login", LogIn).AllowAnonymous().WithSummary("Logs in with e-mail and password, and the second factor's code where there is one.").Accepts<LoginInput>("application/json").Produces<TokenAnswer>();
        auth.MapPost("/refresh", Refresh).AllowAnonymous().WithSummary("A new access token and a new refresh token for a refresh token, which counts once.").Accepts<RefreshInput>("application/json").Produces<TokenAnswer>();
        auth.MapPost("/revoke", Revoke).WithSummary("Ends a session: its tokens count nowhere within a second.").Accepts<RevokeInput>("application/json").Produces(204);
        auth.MapPost("/verify", Verify).WithSummary("Tells whether a token counts, and for whom.").Accepts<VerifyInput>(true, "application/json").Produces<object>();
        auth.MapGet("/.well-known/jwks.json", Jwks).AllowAnonymous().WithSummary("The public keys that verify access tokens (JWKS).").Produces<object>();
        auth.MapGet("/health", Health).AllowAnonymous().WithSummary("Whether tokens can be signed.").Produces<object>();
        auth.MapPost("/keys/rotate", Rotate).WithSummary("For the platform: publishes a new signing key at once.").Produces<object>();
        AccountEndpoints.Map(auth);
        PasswordEndpoints.Map(auth);
    }

    private static async Task LogIn(HttpContext http, LogIn logIn)
    {
        var input = await IdentityJson.Read<LoginInput>(http);
        var ip = http.Connection.RemoteIpAddress?.ToString();
        await IdentityJson.Write(http, await logIn.Run(input, ip, http.Request.Headers.UserAgent.ToString(), http.RequestAborted));
    }

    private static async Task Refresh(HttpContext http, Sessions sessions)
    {
        var input = await IdentityJson.Read<RefreshInput>(http);
        await IdentityJson.Write(http, await sessions.Refresh(input.RefreshToken, http.RequestAborted));
    }

    /// <summary>Ends the session of the refresh token, or one of the caller's own: that of the access token when none is named. As RFC 7009: a token that is unknown or ended already is no error.</summary>
    private static async Task Revoke(HttpContext http, Sessions sessions, Derive.Rest.Door door)
    {
        var input = await IdentityJson.Read<RevokeInput>(http);
        if (input.RefreshToken is { } token)
        {
            if (sessions.SessionOf(token) is { } id)
                await sessions.End($"id = {id}", "logout", http.RequestAborted);
        }
        else
        {
            var caller = await door.Authenticate(http);
            var user = caller.UserId ?? throw NoSession();
            var session = input.SessionId ?? caller.SessionId ?? throw NoSession();
            await sessions.End(input.Others ? (Sql)$"id <> {session} and user_id = {user}" : $"id = {session} and user_id = {user}", "logout", http.RequestAborted);
        }

        http.Response.StatusCode = 204;

        static Fault NoSession() => Fault.Malformed("no_session", "There is no session to end: send its refresh_token, its session_id, or its access token as the Bearer token.");
    }

    private static async Task Verify(HttpContext http, IAccessTokens tokens, Authenticator authenticator)
    {
        var input = await IdentityJson.Read<VerifyInput>(http);
        var token = input.Token ?? Derive.Rest.Door.BearerOf(http) ?? throw Fault.Invalid([new FieldFault("token", "required", "Send the token in the body or as the Bearer token.")]);
        var caller = await authenticator.Authenticate(token, http.RequestAborted);
        // An API key says nothing of itself; what can be said of it is told the same way.
        var claims = caller is null ? null : await tokens.Read(token, http.RequestAborted);
        await IdentityJson.Write(http, new
        {
            Valid = caller is not null,
            Kind = caller is null ? null : claims is null ? "api_key" : "access_token",
            Claims = caller is null ? null : new
            {
                Sub = caller.UserId,
                Sid = caller.SessionId,
                Tenant = caller.TenantId,
                caller.Name,
                Jti = claims?.Id,
                Iat = claims?.IssuedAt.ToUnixTimeSeconds(),
                Exp = claims?.ExpiresAt.ToUnixTimeSeconds(),
            },
        });
    }

    private static async Task Jwks(HttpContext http, KeyRing keys)
    {
        var verifying = await keys.Verifying(http.RequestAborted);
        http.Response.Headers.CacheControl = $"public, max-age={(int)JwksKept.TotalSeconds}";
        await http.Response.WriteAsJsonAsync(new { keys = verifying.Select(k => k.ToJwk()) }, NexusJson.Options, http.RequestAborted);
    }

    /// <summary>For the platform: publishes a new signing key at once, as the worker does each month.</summary>
    private static async Task Rotate(HttpContext http, Derive.Rest.Door door, KeyRing keys)
    {
        if ((await door.Authenticate(http)).Kind is not CallerKind.Platform)
            throw Fault.Denied("platform.keys.rotate");
        await keys.Rotate(null, http.RequestAborted);
        await IdentityJson.Write(http, new { Keys = (await keys.Verifying(http.RequestAborted)).Select(k => new { Kid = k.Id, k.CreatedAt, k.SignsFrom, k.VerifiesUntil }) });
    }

    private static async Task Health(HttpContext http, KeyRing keys)
    {
        var key = await keys.Signing(http.RequestAborted);
        await IdentityJson.Write(http, new { Status = "healthy", Kid = key.Id });
    }
}

/// <param name="RefreshToken">The token that log-in or the last refresh gave.</param>
public sealed record RefreshInput([property: MaxLength(500)] string RefreshToken);

/// <param name="RefreshToken">Ends the session of this token.</param>
/// <param name="SessionId">Ends this session of the caller's own.</param>
/// <param name="Others">Ends all the caller's sessions but that one.</param>
public sealed record RevokeInput([property: MaxLength(500)] string? RefreshToken = null, Guid? SessionId = null, bool Others = false);

/// <param name="Token">The token to look at; the Bearer token when not given.</param>
public sealed record VerifyInput([property: MaxLength(10_000)] string? Token = null);
