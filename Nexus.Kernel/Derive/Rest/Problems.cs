using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>Faults as RFC 9457 problem details. What isn't the caller's fault is logged, and told without its text.</summary>
public static class Problems
{
    public static IApplicationBuilder UseNexusProblems(this IApplicationBuilder app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
            if (http.Response is { HasStarted: false, StatusCode: 404 or 405 } && http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
                await WriteNoRoute(http);
        }
        catch (Fault fault) when (!http.Response.HasStarted)
        {
            await Write(http, fault);
        }
        catch (BadHttpRequestException e) when (!http.Response.HasStarted)
        {
            await Write(http, e.StatusCode == 413 ? new Fault(413, "too_large", "The request is larger than it may be.") : Fault.Malformed("bad_request", "The request can't be read."));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }
        catch (NpgsqlException e) when (e.IsTransient && !http.Response.HasStarted)
        {
            Log(http).LogWarning("The database is busy or away: {Reason}", e.Message);
            await Write(http, new Fault(503, "database_busy", "The database can't answer at the moment. Try again.").With("retry_after", 1));
        }
        catch (Exception e) when (!http.Response.HasStarted)
        {
            Log(http).LogError(e, "{Method} {Path} failed", http.Request.Method, http.GetEndpoint() is RouteEndpoint route ? route.RoutePattern.RawText : "?");
            await Write(http, new Fault(500, "internal_error", "Something went wrong on our side. The incident is logged under the trace id."));
        }
    });

    private static ILogger Log(HttpContext http) => http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("Nexus");

    /// <summary>Routing found nothing, or nothing for the method; it says so without a body.</summary>
    private static async Task WriteNoRoute(HttpContext http)
    {
        var allow = http.Response.Headers.Allow;
        var fault = http.Response.StatusCode == 404
            ? ReadEndpoints.NoSuchRoute()
            : new Fault(405, "method_not_allowed", $"This address takes {allow}.").With("allow", allow.ToString());
        await Write(http, fault, allow);
    }

    public static Task Write(HttpContext http, Fault fault) => Write(http, fault, default);

    private static Task Write(HttpContext http, Fault fault, Microsoft.Extensions.Primitives.StringValues allow)
    {
        http.Response.Clear();
        http.Response.StatusCode = fault.Status;
        if (allow.Count > 0)
            http.Response.Headers.Allow = allow;
        if (fault.Status == 401)
            http.Response.Headers.WWWAuthenticate = "Bearer";
        if (fault.More.TryGetValue("retry_after", out var seconds))
            http.Response.Headers.RetryAfter = Convert.ToString(seconds, System.Globalization.CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/problem+json";
        return http.Response.Body.WriteAsync(ToJson(fault, http.TraceIdentifier), http.RequestAborted).AsTask();
    }

    /// <summary>type, title, status, detail, code, trace_id, errors (field, code, message) and what else the fault carries.</summary>
    public static byte[] ToJson(Fault fault, string? traceId)
    {
        var problem = new JsonObject
        {
            ["type"] = "about:blank",
            ["title"] = Microsoft.AspNetCore.WebUtilities.ReasonPhrases.GetReasonPhrase(fault.Status),
            ["status"] = fault.Status,
            ["detail"] = fault.Message,
            ["code"] = fault.Code,
            // PostgREST's clients show this one.
            ["message"] = fault.Message,
        };
        if (traceId is not null)
            problem["trace_id"] = System.Diagnostics.Activity.Current?.TraceId.ToString() ?? traceId;
        if (fault.Fields.Count > 0)
            problem["errors"] = new JsonArray([.. fault.Fields.Select(f => (JsonNode)new JsonObject { ["field"] = f.Field, ["code"] = f.Code, ["message"] = f.Message })]);
        foreach (var (name, value) in fault.More)
            problem[name] = System.Text.Json.JsonSerializer.SerializeToNode(value, NexusJson.Options);
        return System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(problem, NexusJson.Options);
    }
}
