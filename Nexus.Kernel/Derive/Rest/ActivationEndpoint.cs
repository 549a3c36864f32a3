using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary><c>POST /api/v1/activate</c>: one call, one running business.</summary>
public static class ActivationEndpoint
{
    public static void MapActivation(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/activate", async (HttpContext http, NexusModel model, Door door, Activation activation) =>
    {
        var caller = await door.Authenticate(http);
        if (caller.Kind is not CallerKind.Platform)
            throw Fault.Denied("platform.tenant.activate");
        using var body = await WriteEndpoints.ReadJson(http);
        var input = ActivationInput.Read(body?.RootElement ?? default, model);
        var answer = await activation.Activate(input, null, http.RequestAborted);
        http.Response.StatusCode = 201;
        await http.Response.WriteAsJsonAsync(Body(http, answer), NexusJson.Options);
    });

    private static object Body(HttpContext http, ActivationAnswer answer)
    {
        var root = $"{http.Request.Scheme}://{http.Request.Host}";
        return new
        {
            Tenant = new { answer.Tenant.Id, answer.Tenant.Name, answer.Tenant.Schema },
            Endpoints = new { Api = root + "/api/v1", Console = root + "/", Mcp = root + "/mcp", Events = root.Replace("http", "ws", StringComparison.Ordinal) + "/ws/live" },
            Credentials = new { answer.Username, answer.Password, answer.ApiKey },
            Modules = answer.Tenant.Modules.Order(),
            answer.Steps,
        };
    }
}
