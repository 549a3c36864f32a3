using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>The API as an OpenAPI 3.1 document: what the model declares and what was written by hand.</summary>
public sealed class OpenApiDocument(NexusModel model, EndpointDataSource endpoints)
{
    private readonly object _lock = new();
    private JsonObject? _document;

    /// <summary>Made at the first request, when every route is mapped.</summary>
    public JsonObject Document
    {
        get
        {
            lock (_lock)
                return _document ??= Make();
        }
    }

    private JsonObject Make()
    {
        var paths = new JsonObject();
        var schemas = CommonSchemas();
        new DerivedPaths(model).AddTo(paths, schemas);
        WrittenPaths.AddTo(paths, schemas, endpoints.Endpoints);
        var described = model.Modules.ToDictionary(m => m.Name);
        var tags = paths.SelectMany(p => p.Value!.AsObject()).Select(o => (string)o.Value!["tags"]![0]!).Distinct();
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject
            {
                ["title"] = "Nexus",
                ["version"] = "v1",
                ["description"] = "Reads speak the PostgREST dialect; writes run operations. Faults are problem details (RFC 9457) with a stable code.",
                ["license"] = new JsonObject { ["name"] = "MIT", ["identifier"] = "MIT" },
            },
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["security"] = new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }),
            ["tags"] = new JsonArray([.. tags.Select(t => (JsonNode)new JsonObject { ["name"] = t, ["description"] = described.GetValueOrDefault(t)?.Description ?? t })]),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["schemas"] = schemas,
                ["parameters"] = Parameters.All(),
                ["responses"] = new JsonObject
                {
                    ["Problem"] = DerivedPaths.Answer("It can't be done; the code says why.", new JsonObject { ["application/problem+json"] = new JsonObject { ["schema"] = DerivedPaths.Schema("Problem") } }),
                },
                ["securitySchemes"] = new JsonObject
                {
                    ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["description"] = "An access token from /api/v1/auth/login, or an API key. The platform's administrator names the tenant by X-Tenant." },
                },
            },
        };
    }

    private static JsonObject CommonSchemas() => new()
    {
        ["Money"] = new JsonObject
        {
            ["type"] = "object",
            ["required"] = new JsonArray("amount", "currency"),
            ["properties"] = new JsonObject
            {
                ["amount"] = new JsonObject { ["type"] = "number", ["description"] = "In units of the currency, at most 4 decimals." },
                ["currency"] = new JsonObject { ["type"] = "string", ["pattern"] = "^[A-Z]{3}$", ["description"] = "ISO 4217." },
            },
            ["examples"] = new JsonArray(new JsonObject { ["amount"] = 12.5, ["currency"] = "EUR" }),
        },
        ["Problem"] = new JsonObject
        {
            ["type"] = "object",
            ["description"] = "Problem details (RFC 9457).",
            ["required"] = new JsonArray("type", "title", "status", "detail", "code"),
            ["properties"] = new JsonObject
            {
                ["type"] = DerivedPaths.Text(),
                ["title"] = DerivedPaths.Text(),
                ["status"] = new JsonObject { ["type"] = "integer" },
                ["detail"] = new JsonObject { ["type"] = "string", ["description"] = "A sentence for a person." },
                ["code"] = new JsonObject { ["type"] = "string", ["description"] = "Stable, for programs." },
                ["message"] = new JsonObject { ["type"] = "string", ["description"] = "The same as detail, where PostgREST's clients look for it." },
                ["trace_id"] = DerivedPaths.Text(),
                ["errors"] = new JsonObject
                {
                    ["type"] = "array",
                    ["description"] = "All faults of the input.",
                    ["items"] = new JsonObject
                    {
                        ["type"] = "object",
                        ["required"] = new JsonArray("field", "code", "message"),
                        ["properties"] = new JsonObject { ["field"] = DerivedPaths.Text(), ["code"] = DerivedPaths.Text(), ["message"] = DerivedPaths.Text() },
                    },
                },
            },
            ["examples"] = new JsonArray(new JsonObject { ["type"] = "about:blank", ["title"] = "Forbidden", ["status"] = 403, ["detail"] = "You lack the permission crm.contact.read.", ["code"] = "permission_denied" }),
        },
    };
}
