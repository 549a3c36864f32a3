using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>The document at <c>/openapi/v1.json</c>, and a page that shows it at <c>/docs</c>: from this server alone, without a library.</summary>
public static class OpenApiEndpoints
{
    /// <summary>Only what this server itself serves may run on the page.</summary>
    private const string ContentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void MapOpenApi(this IEndpointRouteBuilder routes)
    {
        var document = new Lazy<OpenApiDocument>(() => new OpenApiDocument(routes.ServiceProvider.GetRequiredService<Declare.NexusModel>(), routes.ServiceProvider.GetRequiredService<EndpointDataSource>()));
        var json = new Lazy<byte[]>(() => JsonSerializer.SerializeToUtf8Bytes(document.Value.Document, NexusJson.Options));
        var page = new Lazy<byte[]>(() => DocsPage.Write(document.Value.Document));
        routes.MapGet("/openapi/v1.json", (HttpContext http) => Write(http, "application/json", json.Value)).WithTags("Metadata").WithSummary("This document.").AllowAnonymous().WithMetadata(new ProducesResponseTypeMetadata(200, null, ["application/json"]));
        routes.MapGet("/docs", (HttpContext http) => Write(http, "text/html; charset=utf-8", page.Value)).ExcludeFromDescription();
        routes.MapGet("/docs/docs.js", (HttpContext http) => Write(http, "text/javascript; charset=utf-8", Asset("docs.js"))).ExcludeFromDescription();
        routes.MapGet("/docs/docs.css", (HttpContext http) => Write(http, "text/css; charset=utf-8", Asset("docs.css"))).ExcludeFromDescription();
    }

    private static Task Write(HttpContext http, string type, byte[] body)
    {
        http.Response.ContentType = type;
        http.Response.Headers.ContentSecurityPolicy = ContentSecurity;
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.ContentLength = body.Length;
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static byte[] Asset(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Nexus.Kernel.Derive.OpenApi.Docs." + name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
