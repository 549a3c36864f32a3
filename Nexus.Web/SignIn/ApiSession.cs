using Microsoft.AspNetCore.Http.Extensions;

namespace Nexus.Web.SignIn;

/// <summary>
/// Lets the console's own pages use the API of the same host with the session's cookie. Only they: a request that changes something carries
/// a header that no other site can set, and none may come from another origin, not even a socket or a read.
/// </summary>
internal static class ApiSession
{
    /// <summary>Set by our scripts; a form or a foreign page can't.</summary>
    public const string Header = "X-Nexus-Console";

    public static void UseApiSession(this WebApplication app) => app.Use((http, next) =>
    {
        var path = http.Request.Path;
        if ((path.StartsWithSegments("/api") || path.StartsWithSegments("/ws")) && http.Request.Headers.Authorization.Count == 0 && SessionCookie.TokenOf(http) is { } token && IsOurs(http))
            http.Request.Headers.Authorization = "Bearer " + token;
        return next(http);
    });

    private static bool IsOurs(HttpContext http)
    {
        var headers = http.Request.Headers;
        if (headers["Sec-Fetch-Site"].ToString() is { Length: > 0 } site && site is not ("same-origin" or "none"))
            return false;
        if (headers.Origin.ToString() is { Length: > 0 } origin && !string.Equals(origin, UriHelper.BuildAbsolute(http.Request.Scheme, http.Request.Host).TrimEnd('/'), StringComparison.OrdinalIgnoreCase))
            return false;
        // A socket can't carry the header; it always tells its origin, which is looked at above.
        return HttpMethods.IsGet(http.Request.Method) || HttpMethods.IsHead(http.Request.Method)
            ? headers.Origin.Count > 0 || !http.WebSockets.IsWebSocketRequest
            : headers[Header].ToString() == "1";
    }
}
