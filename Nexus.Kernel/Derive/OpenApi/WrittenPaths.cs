using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>
/// The routes that were written by hand, as paths of the document. What is said of them is ASP.NET Core's own endpoint metadata:
/// <c>WithTags</c>, <c>WithSummary</c>, <c>WithDescription</c>, <c>Accepts&lt;T&gt;</c>, <c>Produces&lt;T&gt;</c>, <c>AllowAnonymous</c>.
/// </summary>
public static partial class WrittenPaths
{
    /// <summary>These stand for many routes each, which the model describes one by one.</summary>
    private static readonly string[] Derived = ["/api/v1/{module}/{resources}", "/api/v1/{module}/reports/{report}"];

    public static IEnumerable<RouteEndpoint> Of(IEnumerable<Endpoint> endpoints) => endpoints.OfType<RouteEndpoint>()
        .Where(e => e.RoutePattern.RawText is { } route && !Derived.Any(d => route == d || route.StartsWith(Derived[0] + "/{", StringComparison.Ordinal)))
        .Where(e => e.Metadata.GetMetadata<IHttpMethodMetadata>() is { HttpMethods.Count: > 0 })
        .Where(e => e.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not { ExcludeFromDescription: true })
        .Where(e => Segments().IsMatch(Route(e)));

    /// <summary>The route as the document writes it: without constraints.</summary>
    public static string Route(RouteEndpoint endpoint)
    {
        var route = Constraint().Replace(endpoint.RoutePattern.RawText!, "{$1}");
        return route.StartsWith('/') ? route : "/" + route;
    }

    internal static void AddTo(JsonObject paths, JsonObject schemas, IEnumerable<Endpoint> endpoints)
    {
        foreach (var endpoint in Of(endpoints))
        {
            var path = DerivedPaths.Path(paths, Route(endpoint));
            foreach (var method in endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m is not ("HEAD" or "OPTIONS")))
                path[method.ToLowerInvariant()] ??= Entry(endpoint, method, schemas);
        }
    }

    private static JsonObject Entry(RouteEndpoint endpoint, string method, JsonObject schemas)
    {
        var route = Route(endpoint);
        var metadata = endpoint.Metadata;
        var tag = metadata.GetMetadata<ITagsMetadata>()?.Tags.FirstOrDefault() ?? route.Split('/').FirstOrDefault(p => p.Length > 0 && p is not ("api" or "v1") && p[0] != '{') ?? "nexus";
        var summary = metadata.GetMetadata<IEndpointSummaryMetadata>()?.Summary ?? $"{method} {route}";
        var parameters = new JsonArray([.. endpoint.RoutePattern.Parameters.Select(p => (JsonNode)new JsonObject
        {
            ["name"] = p.Name,
            ["in"] = "path",
            ["required"] = true,
            ["schema"] = p.ParameterPolicies.Any(c => c.Content == "guid") ? new JsonObject { ["type"] = "string", ["format"] = "uuid" } : DerivedPaths.Text(),
        }), .. metadata.GetOrderedMetadata<RouteParameter>().Select(p => (JsonNode)p.Describe())]);
        JsonObject? body = null;
        if (metadata.GetMetadata<IAcceptsMetadata>() is { } accepts)
            body = new JsonObject { ["required"] = !accepts.IsOptional, ["content"] = new JsonObject(accepts.ContentTypes.Select(t => KeyValuePair.Create(t, (JsonNode?)new JsonObject { ["schema"] = Schema(accepts.RequestType, schemas) }))) };
        if (metadata.GetMetadata<RouteBody>() is { } described)
            body = new JsonObject { ["required"] = described.Required, ["content"] = new JsonObject(described.ContentTypes.Select(t => KeyValuePair.Create(t, (JsonNode?)new JsonObject { ["schema"] = Schema(described.Type, schemas) }))) };
        var entry = DerivedPaths.Entry(tag, Id(method, route), summary, metadata.GetMetadata<IEndpointDescriptionMetadata>()?.Description ?? summary, parameters, body, [.. Answers(metadata, schemas)]);
        if (metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAllowAnonymous>() is not null)
            entry["security"] = new JsonArray();
        return entry;
    }

    private static IEnumerable<(string, JsonObject)> Answers(EndpointMetadataCollection metadata, JsonObject schemas)
    {
        var produced = metadata.GetOrderedMetadata<IProducesResponseTypeMetadata>();
        if (produced.Count == 0)
            yield return ("200", DerivedPaths.Answer("Done.", null));
        foreach (var answer in produced)
        {
            var types = answer.ContentTypes.ToArray();
            var content = types.Length == 0 ? null : new JsonObject(types.Select(t => KeyValuePair.Create(t, (JsonNode?)new JsonObject { ["schema"] = Schema(answer.Type, schemas) })));
            yield return (answer.StatusCode.ToString(System.Globalization.CultureInfo.InvariantCulture), DerivedPaths.Answer(answer.Description ?? "Done.", content));
        }
    }

    private static JsonNode Schema(Type? type, JsonObject schemas)
    {
        if (type is null || type == typeof(void) || type == typeof(object))
            return new JsonObject { ["type"] = "object" };
        if (type == typeof(string))
            return DerivedPaths.Text();
        if (type.IsArray)
            return new JsonObject { ["type"] = "array", ["items"] = Schema(type.GetElementType(), schemas) };
        if (type == typeof(JsonElement) || typeof(JsonNode).IsAssignableFrom(type))
            return new JsonObject();

        var name = Generic().Replace(type.Name, "");
        // A type that is written inside itself is told by a reference within its own schema, which a component can't hold.
        schemas[name] ??= NexusJson.Options.GetJsonSchemaAsNode(type) is { } schema && !schema.ToJsonString().Contains("\"$ref\"", StringComparison.Ordinal) ? schema : new JsonObject { ["type"] = "object" };
        return DerivedPaths.Schema(name);
    }

    private static string Id(string method, string route) => $"{method.ToLowerInvariant()}{NotPlain().Replace(route, "_")}".TrimEnd('_');

    [GeneratedRegex(@"\{\*{0,2}([a-zA-Z_]+)[^}]*\}")]
    private static partial Regex Constraint();

    [GeneratedRegex(@"^/(api|openapi|docs|mcp|ws|\.well-known|health|alive|metrics|auth|v1)\b")]
    private static partial Regex Segments();

    [GeneratedRegex("[^a-zA-Z0-9]+")]
    private static partial Regex NotPlain();

    [GeneratedRegex("`[0-9]+")]
    private static partial Regex Generic();
}
