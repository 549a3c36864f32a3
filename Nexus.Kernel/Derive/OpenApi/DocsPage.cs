using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Nexus.Kernel.Derive.OpenApi;

/// <summary>The document as a page: each operation with what it takes and a form to try it.</summary>
internal static class DocsPage
{
    private static readonly JsonSerializerOptions Indented = new(Run.NexusJson.Options) { WriteIndented = true };

    public static byte[] Write(JsonObject document)
    {
        var page = new StringBuilder(64 * 1024);
        page.Append("""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Nexus API</title>
            <link rel="stylesheet" href="/docs/docs.css">
            <script src="/docs/docs.js" defer></script>
            </head>
            <body>
            <header>
            <h1>Nexus API</h1>
            """);
        page.Append($"<p>{Text(document["info"]!["description"])} <a href=\"/openapi/v1.json\">OpenAPI document</a></p>");
        page.Append("""
            <form id="credentials" autocomplete="off">
            <label>Bearer token or API key <input id="token" type="password" spellcheck="false"></label>
            <label>Tenant (platform administrators only) <input id="tenant" spellcheck="false"></label>
            <label>Find <input id="find" type="search" placeholder="contact, invoice …"></label>
            </form>
            </header>
            <main>
            """);
        var operations = document["paths"]!.AsObject()
            .SelectMany(p => p.Value!.AsObject().Select(o => (Path: p.Key, Method: o.Key, Entry: o.Value!.AsObject())))
            .GroupBy(o => (string)o.Entry["tags"]![0]!);
        var about = document["tags"]!.AsArray().ToDictionary(t => (string)t!["name"]!, t => t!["description"]);
        foreach (var tag in operations)
        {
            page.Append($"<section><h2>{Text(tag.Key)}</h2><p>{Text(about.GetValueOrDefault(tag.Key))}</p>");
            foreach (var (path, method, entry) in tag)
                Operation(page, document, path, method, entry);
            page.Append("</section>");
        }

        page.Append("</main></body></html>");
        return Encoding.UTF8.GetBytes(page.ToString());
    }

    private static void Operation(StringBuilder page, JsonObject document, string path, string method, JsonObject entry)
    {
        page.Append($"<details class=\"operation\" id=\"{Text(entry["operationId"])}\"><summary><b class=\"{method}\">{method.ToUpperInvariant()}</b> <code>{Text(path)}</code> <span>{Text(entry["summary"])}</span></summary>");
        page.Append($"<p>{Text(entry["description"])}</p><form class=\"try\" data-method=\"{method.ToUpperInvariant()}\" data-path=\"{Text(path)}\">");
        page.Append("<div class=\"inputs\">");
        foreach (var parameter in entry["parameters"]!.AsArray().Select(p => Resolve(document, p!)))
        {
            var required = (bool?)parameter["required"] == true;
            page.Append($"<label><code>{Text(parameter["name"])}</code>{(required ? " <i>required</i>" : "")} <small>{Text(parameter["description"])}</small>");
            page.Append($"<input data-in=\"{Text(parameter["in"])}\" name=\"{Text(parameter["name"])}\"{(required ? " required" : "")} spellcheck=\"false\"></label>");
        }

        page.Append("</div>");
        if (entry["requestBody"]?["content"]?["application/json"]?["schema"] is JsonObject body)
        {
            var schema = Resolve(document, body["anyOf"]?[0] ?? body);
            page.Append("<table><thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead><tbody>");
            Fields(page, schema);
            page.Append("</tbody></table>");
            page.Append($"<label>Body <textarea name=\"body\" rows=\"6\" spellcheck=\"false\">{Text(Sample(schema))}</textarea></label>");
        }

        page.Append("<button>Send</button></form><pre class=\"answer\" hidden></pre></details>");
    }

    private static void Fields(StringBuilder page, JsonObject schema)
    {
        var required = schema["required"]?.AsArray().Select(r => (string)r!).ToHashSet() ?? [];
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            var type = property!["enum"] is JsonArray choices ? string.Join(" | ", choices.Select(c => c?.ToString() ?? "null"))
                : property["type"] is JsonArray types ? string.Join(" | ", types.Select(t => (string)t!))
                : (string?)property["type"] ?? "any";
            var format = (string?)property["format"] is { } known ? $" ({known})" : "";
            page.Append($"<tr><td><code>{Text(name)}</code>{(required.Contains(name) ? " <i>required</i>" : "")}</td><td>{Text(type + format)}</td><td>{Text(property["description"])}</td></tr>");
        }
    }

    private static string Sample(JsonObject schema) => schema["examples"]?[0] is { } example ? example.ToJsonString(Indented) : "{}";

    private static JsonObject Resolve(JsonObject document, JsonNode node)
    {
        if ((string?)node["$ref"] is not { } reference)
            return node.AsObject();
        JsonNode place = document;
        foreach (var part in reference.TrimStart('#', '/').Split('/'))
            place = place[part]!;
        return place.AsObject();
    }

    private static string Text(JsonNode? node) => Text(node?.ToString());

    private static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");
}
