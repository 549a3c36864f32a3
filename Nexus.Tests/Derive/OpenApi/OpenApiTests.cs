using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.OpenApi;

/// <summary>The document is a well formed OpenAPI 3.1 document, and it is complete.</summary>
[TestClass]
public sealed partial class OpenApiTests
{
    private static readonly string[] Methods = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    [TestMethod]
    public async Task The_document_is_well_formed()
    {
        var document = await Document();
        Assert.AreEqual("3.1.0", (string?)document["openapi"]);
        Assert.IsNotNull(document["info"]!["title"]);
        Assert.IsNotNull(document["info"]!["version"]);
        var ids = new HashSet<string>();
        foreach (var (path, item) in document["paths"]!.AsObject())
        {
            Assert.IsTrue(path.StartsWith('/'), path);
            foreach (var (method, operation) in item!.AsObject())
            {
                Assert.IsTrue(Methods.Contains(method), $"{path} {method}");
                Assert.IsTrue(ids.Add((string)operation!["operationId"]!), $"{operation["operationId"]} is there twice");
                Assert.IsTrue(operation["responses"]!.AsObject().Count > 0);
                foreach (var (status, answer) in operation["responses"]!.AsObject())
                {
                    Assert.IsTrue(status == "default" || int.TryParse(status, out _), status);
                    Assert.IsTrue(answer!["$ref"] is not null || answer["description"] is not null, $"{path} {method} {status}");
                }

                var parameters = operation["parameters"]!.AsArray().Select(p => Resolve(document, p!)).ToArray();
                foreach (var parameter in parameters)
                {
                    Assert.IsTrue((string?)parameter["in"] is "path" or "query" or "header" or "cookie", $"{path} {method}");
                    Assert.IsNotNull(parameter["schema"], $"{path} {method} {parameter["name"]}");
                }

                Assert.AreEqual(parameters.Length, parameters.Select(p => $"{p["in"]} {p["name"]}").Distinct().Count(), $"{path} {method} has a parameter twice");
                CollectionAssert.AreEquivalent(InPath().Matches(path).Select(m => m.Groups[1].Value).ToArray(), parameters.Where(p => (string?)p["in"] == "path").Select(p => (string)p["name"]!).ToArray(), $"{path} {method}");
            }
        }

        foreach (var name in document["components"]!.AsObject().SelectMany(c => c.Value!.AsObject()).Select(c => c.Key))
            Assert.IsTrue(ComponentName().IsMatch(name), name);
    }

    [TestMethod]
    public async Task Every_reference_leads_somewhere()
    {
        var document = await Document();
        var references = References(document).Distinct().ToArray();
        Assert.IsTrue(references.Length > 5);
        foreach (var reference in references)
            Assert.IsNotNull(Find(document, reference), reference);
    }

    [TestMethod]
    public async Task Every_schema_type_is_one_of_json_schema()
    {
        foreach (var schema in Objects(await Document()).Where(o => o["type"] is JsonValue or JsonArray && o.ContainsKey("description")))
        {
            var types = schema["type"] is JsonArray list ? list.Select(t => (string)t!).ToArray() : [(string)schema["type"]!];
            foreach (var type in types.Where(t => t is not "http"))
                Assert.IsTrue(type is "string" or "number" or "integer" or "boolean" or "object" or "array" or "null" or "about:blank", schema.ToJsonString());
        }
    }

    [TestMethod]
    public async Task Every_route_is_described()
    {
        var api = await TestApi.Shared();
        var paths = (await Document())["paths"]!.AsObject();
        foreach (var endpoint in WrittenPaths.Of(api.Get<EndpointDataSource>().Endpoints))
            Assert.IsTrue(paths.ContainsKey(WrittenPaths.Route(endpoint)), endpoint.RoutePattern.RawText);
        foreach (var resource in api.Model.Resources)
        {
            Assert.IsNotNull(paths[$"/api/v1/{resource.Module}/{resource.Plural}"]?["get"], resource.FullName);
            Assert.IsNotNull(paths[$"/api/v1/{resource.Module}/{resource.Plural}/{{id}}"]?["get"], resource.FullName);
        }

        foreach (var operation in api.Model.Operations)
            Assert.IsNotNull(paths[operation.Route]?[operation.Method.ToLowerInvariant()], operation.Name);
        foreach (var report in api.Model.Reports)
            Assert.IsNotNull(paths[report.Route]?["get"], report.Name);
    }

    [TestMethod]
    [DataRow("/api/v1/{module}/{resources}/import", "post")]
    [DataRow("/mcp", "post")]
    [DataRow("/mcp/{module}", "post")]
    [DataRow("/api/v1/platform/tenants/{id}/activate_modules", "post")]
    [DataRow("/api/v1/platform/tenants/{id}/erase", "post")]
    [DataRow("/api/v1/platform/tenants/restore", "post")]
    [DataRow("/api/v1/auth/totp/disable", "post", false)]
    public async Task What_was_written_by_hand_is_described_in_full(string path, string method, bool answers = true)
    {
        var entry = (await Document())["paths"]![path]![method]!;
        Assert.IsNotEmpty(entry["requestBody"]!["content"]!.AsObject());
        if (answers)
            Assert.IsNotEmpty(entry["responses"]!["200"]!["content"]!.AsObject());
        Assert.IsFalse(((string)entry["summary"]!).StartsWith(method, StringComparison.OrdinalIgnoreCase), (string?)entry["summary"]);
    }

    [TestMethod]
    public async Task The_page_shows_every_operation_and_runs_only_its_own_script()
    {
        var api = await TestApi.Shared();
        using var http = api.Client();
        var response = await http.GetAsync("/docs");
        var page = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode);
        StringAssert.Contains(response.Headers.GetValues("Content-Security-Policy").Single(), "default-src 'none'");
        Assert.IsFalse(page.Contains("<script>", StringComparison.Ordinal));
        Assert.IsFalse(External().IsMatch(page), "The page loads something from elsewhere.");
        foreach (var id in (await Document())["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()).Select(o => (string)o.Value!["operationId"]!))
            StringAssert.Contains(page, $"id=\"{id}\"");
        foreach (var asset in new[] { "/docs/docs.js", "/docs/docs.css" })
            Assert.IsTrue((await http.GetStringAsync(asset)).Length > 100);
    }

    private static async Task<JsonNode> Document()
    {
        using var http = (await TestApi.Shared()).Client();
        return JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!;
    }

    private static JsonNode Resolve(JsonNode document, JsonNode node) => (string?)node["$ref"] is { } reference ? Find(document, reference)! : node;

    private static JsonNode? Find(JsonNode document, string reference)
    {
        Assert.IsTrue(reference.StartsWith("#/", StringComparison.Ordinal), reference);
        var place = document;
        foreach (var part in reference[2..].Split('/'))
            place = place?[part.Replace("~1", "/", StringComparison.Ordinal)];
        return place;
    }

    private static IEnumerable<string> References(JsonNode node) => Objects(node).Select(o => o["$ref"]).OfType<JsonValue>().Select(v => (string)v!);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject o => o.SelectMany(m => Objects(m.Value)).Prepend(o),
        JsonArray a => a.SelectMany(Objects),
        _ => [],
    };

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex InPath();

    [GeneratedRegex("^[a-zA-Z0-9._-]+$")]
    private static partial Regex ComponentName();

    [GeneratedRegex("(src|href)=\"(https?:)?//")]
    private static partial Regex External();
}
