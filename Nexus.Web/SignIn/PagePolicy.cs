using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Components.Endpoints;

namespace Nexus.Web.SignIn;

/// <summary>The headers of every page: nothing runs or loads but this host's own files, nobody frames it, nothing of it is kept.</summary>
internal static class PagePolicy
{
    private const int NonceBytes = 16;

    private const string ContentPolicy = "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{0}'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'self'; frame-ancestors 'none'";

    /// <summary>Puts the headers on what is a page; the API beside it has its own.</summary>
    public static void UsePagePolicy(this WebApplication app) => app.Use((http, next) =>
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
            Apply(http);
        return next(http);
    });

    /// <summary>Lets the one style element in that the navigation's progress bar brings; another one each time.</summary>
    public static string NonceOf(HttpContext http) =>
        (string)(http.Items[nameof(PagePolicy)] ??= Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes)));

    public static void Apply(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = string.Format(CultureInfo.InvariantCulture, ContentPolicy, NonceOf(http));
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.CacheControl = "no-cache, no-store";
    }
}
