using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>
/// The tools over the Model Context Protocol (Streamable HTTP): <c>/mcp</c> with the few that find all others, <c>/mcp/{module}</c> with
/// all of a module. Nothing is kept between requests, so any Api process can answer any of them.
/// </summary>
public static class ToolEndpoint
{
    /// <summary>Bytes of one request.</summary>
    public const int RequestBytesMax = 1024 * 1024;

    public static void AddNexusTools(this IServiceCollection services) => services
        .AddSingleton<ToolCatalog>()
        .AddSingleton<ToolReads>()
        .AddSingleton<ToolRunner>()
        .AddSingleton<ToolServer>()
        .AddSingleton<IGeneralTool, ModulesTool>()
        .AddSingleton<IGeneralTool, FindTool>()
        .AddSingleton<IGeneralTool, CallTool>()
        .AddSingleton<IGeneralTool, QueryTool>()
        .AddSingleton<IGeneralTool, GetTool>()
        .AddSingleton<IGeneralTool, SearchTool>();

    public static void MapTools(this IEndpointRouteBuilder routes)
    {
        foreach (var path in new[] { "/mcp", "/mcp/{module}" })
        {
            routes.MapPost(path, Post).WithMetadata(new RequestSizeLimit(RequestBytesMax)).WithTags("Tools")
                .WithSummary(path == "/mcp" ? "The tools of all modules for AI clients (Model Context Protocol, Streamable HTTP)." : "The tools of one module for AI clients (Model Context Protocol, Streamable HTTP).")
                .WithDescription("Takes one JSON-RPC 2.0 message; answers a request with one, as JSON or as a server-sent event, and a notification with 202.")
                .WithMetadata(new RouteBody(typeof(ToolMessage), true, "application/json")).Produces<ToolMessage>(200, "application/json", "text/event-stream").Produces(202);
            // The standing stream of older versions carries what a server sends by itself, and a session's end; there is neither here.
            routes.MapMethods(path, ["GET", "DELETE"], (HttpContext http) =>
            {
                http.Response.Headers.Allow = "POST";
                http.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            }).WithTags("Tools").WithSummary("There is no standing stream and no session to end.").Produces(405);
        }
    }

    private static async Task Post(HttpContext http, NexusModel model, Door door, ToolCatalog catalog, ToolServer server, ILoggerFactory logs, IConfiguration configuration)
    {
        CheckOrigin(http, configuration);
        var (caller, tenant) = await door.Enter(http);
        var module = http.Request.RouteValues["module"] as string;
        if (module is not null && (model.FindModule(module) is null || !tenant.Has(module)))
            throw new Fault(404, "unknown_module", "There is no such module in this tenant. See nexus_modules at /mcp.");
        if (await ToolEnvelope.Read(http) is not { } message)
            return;

        await using var transport = new StreamableHttpServerTransport(logs) { Stateless = true };
        await using var answering = McpServer.Create(transport, server.Options(new ToolSession(model, catalog, caller, tenant, module)), logs, http.RequestServices);
        var running = answering.RunAsync(http.RequestAborted);
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-cache,no-store";
        http.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
        var answered = await transport.HandlePostRequestAsync(message, http.Response.Body, first =>
        {
            if (!http.Response.HasStarted)
                http.Response.StatusCode = ToolEnvelope.StatusOf(http, first);
            return default;
        }, http.RequestAborted);
        if (!answered)
        {
            http.Response.Headers.ContentType = default;
            http.Response.StatusCode = StatusCodes.Status202Accepted;
        }

        await transport.DisposeAsync();
        await running;
    }

    /// <summary>A page of a foreign site is refused, as the protocol demands: it could have led a browser here by a name of its own.</summary>
    private static void CheckOrigin(HttpContext http, IConfiguration configuration)
    {
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return;
        var allowed = configuration["Nexus:AllowedOrigins"]?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
        var known = allowed.Contains(origin, StringComparer.OrdinalIgnoreCase)
            || Uri.TryCreate(origin, UriKind.Absolute, out var uri) && (uri.IsLoopback || string.Equals(uri.Authority, http.Request.Host.Value, StringComparison.OrdinalIgnoreCase));
        if (!known)
            throw new Fault(403, "origin_not_allowed", "Requests from this origin aren't allowed. Name it in Nexus:AllowedOrigins.");
    }

    private sealed record RequestSizeLimit(long? MaxRequestBodySize) : Microsoft.AspNetCore.Http.Metadata.IRequestSizeLimitMetadata;
}
