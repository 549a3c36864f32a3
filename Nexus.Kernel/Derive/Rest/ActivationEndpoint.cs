using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>
/// <c>POST /api/v1/activate</c>: one call, one running business. With <c>Accept: text/event-stream</c> each step is an event when it is
/// done, and the answer is the last one.
/// </summary>
public static class ActivationEndpoint
{
    /// <summary>Lets anybody activate a business, not only the platform's administrators.</summary>
    public const string OpenSetting = "Nexus:OpenActivation";

    public static void MapActivation(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/activate", async (HttpContext http, NexusModel model, Door door, Activation activation, IConfiguration configuration, LoginRate rate) =>
    {
        var caller = await Permit(http, door, configuration, rate);
        using var body = await JsonBody.Read(http);
        var input = ActivationInput.Read(body?.RootElement ?? default, model);
        var key = ActivationKey.Of(caller is null ? null : (caller.ApiKeyId ?? caller.UserId)?.ToString() ?? caller.Name, http.Request.Headers.TryGetValue("Idempotency-Key", out var sent) ? sent.ToString() : null, input);
        if (http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            await Stream(http, step => activation.Activate(input, step, http.RequestAborted, key, caller?.Name));
            return;
        }

        var answer = await activation.Activate(input, null, http.RequestAborted, key, caller?.Name);
        http.Response.StatusCode = 201;
        http.Response.Headers.CacheControl = "no-store";
        if (answer.Repeated)
            http.Response.Headers["Idempotency-Replayed"] = "true";
        await http.Response.WriteAsJsonAsync(Body(http, answer), NexusJson.Options);
    }).WithTags("Platform").WithSummary("Activates a business: its tables, reference data, administrator and API key, in one transaction.").WithDescription("Honours Idempotency-Key. With Accept: text/event-stream each step is told when it is done.").Accepts<object>("application/json").Produces<object>(201);

    /// <summary>Null for a caller who needs no log-in, where the installation allows it.</summary>
    private static async Task<Caller?> Permit(HttpContext http, Door door, IConfiguration configuration, LoginRate rate)
    {
        var open = configuration.GetValue<bool>(OpenSetting);
        if (open && http.Request.Headers.Authorization.Count == 0)
        {
            rate.TakeActivation(http.Connection.RemoteIpAddress?.ToString());
            return null;
        }

        var caller = await door.Authenticate(http);
        return open || caller.Kind is CallerKind.Platform ? caller : throw Fault.Denied(Activation.Operation);
    }

    private static async Task Stream(HttpContext http, Func<Func<ActivationStep, Task>, Task<ActivationAnswer>> activate)
    {
        try
        {
            var answer = await activate(step => Send(http, "step", JsonSerializer.Serialize(step, NexusJson.Options)));
            await Send(http, "activated", JsonSerializer.Serialize(Body(http, answer), NexusJson.Options));
        }
        catch (Exception e) when (http.Response.HasStarted && !http.RequestAborted.IsCancellationRequested)
        {
            // The status is sent already: the fault is the last event instead.
            var fault = e as Fault ?? new Fault(500, "internal_error", "Something went wrong on our side. Nothing was activated.");
            await Send(http, "problem", Encoding.UTF8.GetString(Problems.ToJson(fault, http.TraceIdentifier)));
            if (e is not Fault)
                throw;
        }
    }

    private static async Task Send(HttpContext http, string name, string data)
    {
        if (!http.Response.HasStarted)
        {
            http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.CacheControl = "no-store";
        }

        await http.Response.WriteAsync($"event: {name}\ndata: {data}\n\n", http.RequestAborted);
        await http.Response.Body.FlushAsync(http.RequestAborted);
    }

    private static object Body(HttpContext http, ActivationAnswer answer)
    {
        var place = $"{http.Request.Host}{http.Request.PathBase}";
        var root = $"{http.Request.Scheme}://{place}";
        return new
        {
            Tenant = new { answer.Tenant.Id, answer.Tenant.Name, answer.Tenant.Schema },
            Endpoints = new { Api = root + "/api/v1", Console = root + "/", Mcp = root + "/mcp", Events = $"{(http.Request.IsHttps ? "wss" : "ws")}://{place}/ws/live" },
            Credentials = new { answer.Username, answer.Password, answer.ApiKey },
            Modules = answer.Tenant.Modules.Order(),
            answer.Steps,
        };
    }
}
