using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>What holds for every request and answer: which web pages may call, how large a request may be, what browsers are told to guard.</summary>
public static class HttpRules
{
    /// <summary>Bytes of a request's body when nothing else is set (<c>Nexus:RequestBytesMax</c>).</summary>
    public const long RequestBytesMax = 32 * 1024 * 1024;

    /// <summary>How long a browser may keep the answer to a preflight.</summary>
    private static readonly TimeSpan PreflightKept = TimeSpan.FromMinutes(10);

    private static readonly string[] ExposedHeaders =
        ["ETag", "Location", "Content-Range", "Retry-After", "Idempotency-Replayed", "Nexus-Duplicates", "Preference-Applied", "WWW-Authenticate"];

    public static void AddNexusHttpRules(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RequestRate>();
        builder.Services.AddSingleton<TrustedProxies>();
        builder.Services.AddTransient<IStartupFilter>(provider => provider.GetRequiredService<TrustedProxies>());
        builder.Services.AddOptions<KestrelServerOptions>().Configure<IConfiguration>((kestrel, configuration) =>
        {
            kestrel.Limits.MaxRequestBodySize = configuration.GetValue("Nexus:RequestBytesMax", RequestBytesMax);
            kestrel.AddServerHeader = false;
        });
        builder.Services.AddCors();
    }

    /// <summary>First in the pipeline.</summary>
    public static void UseNexusHttpRules(this IApplicationBuilder app)
    {
        app.Use((http, next) =>
        {
            http.Response.OnStarting(static state =>
            {
                Guard((HttpContext)state);
                return Task.CompletedTask;
            }, http);
            return next(http);
        });

        // Nobody's pages, unless the owner names them: Nexus:Cors:Origins, one text with commas or a list.
        var configuration = app.ApplicationServices.GetRequiredService<IConfiguration>().GetSection("Nexus:Cors:Origins");
        var origins = configuration.Get<string[]>() ?? configuration.Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (origins.Length > 0)
            app.UseCors(policy => policy.WithOrigins(origins).AllowAnyMethod().AllowAnyHeader().WithExposedHeaders(ExposedHeaders).SetPreflightMaxAge(PreflightKept));
    }

    private static void Guard(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin";
        if (!headers.ContainsKey("X-Frame-Options"))
            headers.XFrameOptions = "SAMEORIGIN";
        if (http.Request.IsHttps)
            headers.StrictTransportSecurity = "max-age=31536000";
        if (http.Request.Path.StartsWithSegments("/api") && headers.ContentSecurityPolicy.Count == 0)
            headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
    }
}
