using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>The routes that run operations: create, update, and each use case under the row or the rows that it is about.</summary>
public static class WriteEndpoints
{
    public static void MapWrites(this IEndpointRouteBuilder routes)
    {
        var writes = routes.ServiceProvider.GetRequiredService<RowWrites>();
        routes.MapPatch("/api/v1/{module}/{resources}", http => writes.OnNamed(http, "update"));
        routes.MapDelete("/api/v1/{module}/{resources}", http => writes.OnNamed(http, "archive"));
        routes.MapPost("/api/v1/{module}/{resources}", (HttpContext http, string module, string resources, NexusModel model, Door door, OperationPipeline pipeline) =>
            Run(http, model, door, pipeline, module, resources, "create", null));
        routes.MapPatch("/api/v1/{module}/{resources}/{id:guid}", (HttpContext http, string module, string resources, Guid id, NexusModel model, Door door, OperationPipeline pipeline) =>
            Run(http, model, door, pipeline, module, resources, "update", id));
        routes.MapDelete("/api/v1/{module}/{resources}/{id:guid}", (HttpContext http, string module, string resources, Guid id, NexusModel model, Door door, OperationPipeline pipeline) =>
            Run(http, model, door, pipeline, module, resources, "archive", id));
        routes.MapPost("/api/v1/{module}/{resources}/{id:guid}/{verb}", (HttpContext http, string module, string resources, Guid id, string verb, NexusModel model, Door door, OperationPipeline pipeline) =>
            Run(http, model, door, pipeline, module, resources, verb, id));
        routes.MapPost("/api/v1/{module}/{resources}/{verb}", (HttpContext http, string module, string resources, string verb, NexusModel model, Door door, OperationPipeline pipeline) =>
            Run(http, model, door, pipeline, module, resources, verb, null));
    }

    private static async Task Run(HttpContext http, NexusModel model, Door door, OperationPipeline pipeline, string module, string resources, string verb, Guid? target)
    {
        var (caller, tenant) = await door.Enter(http);
        var resource = model.FindRoute(module, resources);
        var operation = resource is null ? null : model.FindOperation($"{resource.FullName}.{verb}");
        if (operation is null || operation.HasTarget != target is not null)
            throw new Fault(404, "no_such_route", "There is nothing at this address. See /openapi/v1.json.");

        using var body = await JsonBody.Read(http);
        var call = Call(http, operation, tenant, caller, body, target);
        if (RowWrites.IsForLists(http, call))
            await http.RequestServices.GetRequiredService<RowWrites>().Create(http, call);
        else
            await Write(http, operation, await pipeline.Run(call, http.RequestAborted));
    }

    /// <summary>The call that a request makes.</summary>
    internal static OperationCall Call(HttpContext http, OperationType operation, Tenant tenant, Caller caller, JsonDocument? body, Guid? target) => new()
    {
        Operation = operation,
        Tenant = tenant,
        Caller = caller,
        Input = body?.RootElement ?? default,
        Target = target,
        IdempotencyKey = http.Request.Headers.TryGetValue("Idempotency-Key", out var key) ? key.ToString() : null,
        IfMatch = IfMatch(http),
        DryRun = IsDryRun(http),
        RefuseDuplicates = http.Request.Headers["Prefer"].ToString().Contains("duplicates=refuse", StringComparison.OrdinalIgnoreCase),
    };

    private static Task Write(HttpContext http, OperationType operation, OperationAnswer answer)
    {
        var response = http.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json; charset=utf-8";
        if (answer.Version is { } version)
            response.Headers.ETag = ETag(version);
        if (answer is { Status: 201, RowId: { } id })
            response.Headers.Location = $"/api/v1/{operation.Resource.Module}/{operation.Resource.Plural}/{id}";
        if (answer.Duplicates.Count > 0)
            response.Headers["Nexus-Duplicates"] = string.Join(",", answer.Duplicates);
        if (answer.Repeated)
            response.Headers["Idempotency-Replayed"] = "true";
        // A secret is shown this once, also to who asked for no answer.
        var reveals = answer.Revealed is { Count: > 0 };
        if (reveals)
            (response.Headers.CacheControl, response.Headers["Nexus-Revealed"]) = ("no-store", string.Join(",", answer.Revealed!.Keys));
        else if (answer.Status < 300 && (Preferences.Has(http.Request, "return=minimal") || Preferences.Has(http.Request, "return=headers-only")))
        {
            response.StatusCode = answer.Status == 201 ? 201 : 204;
            response.ContentType = null;
            return Task.CompletedTask;
        }

        return response.Body.WriteAsync(answer.BodyWithSecrets(), http.RequestAborted).AsTask();
    }

    public static string ETag(long version) => $"\"{version.ToString(CultureInfo.InvariantCulture)}\"";

    private static long? IfMatch(HttpContext http)
    {
        var header = http.Request.Headers.IfMatch.ToString();
        if (header.Length == 0 || header == "*")
            return null;
        return long.TryParse(header.AsSpan().Trim().TrimStart("W/").Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? version
            : throw Fault.Malformed("wrong_etag", "If-Match must be an ETag that this API gave.");
    }

    private static bool IsDryRun(HttpContext http) =>
        http.Request.Query.TryGetValue("dryRun", out var dryRun) || http.Request.Query.TryGetValue("dry_run", out dryRun)
            ? dryRun.ToString() is "" or "true" or "1"
            : http.Request.Headers["Prefer"].ToString().Contains("tx=rollback", StringComparison.OrdinalIgnoreCase);
}
