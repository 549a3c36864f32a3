using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Run;
using Nexus.Kernel.Search;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Searches all that the caller may read, as <c>GET /api/v1/search</c> does.</summary>
public sealed class SearchTool(SearchEngine search) : IGeneralTool
{
    public string Name => "nexus_search";

    public bool OnlyOverview => false;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Search",
        Description = "Finds rows of any kind by words, beginnings of words and misspelt words, best first: the way to a row whose id you don't know. Answers kind, id, title and a snippet of each, and how many there are of each kind.",
        InputSchema = ToolSchema.Object(new JsonObject
        {
            ["query"] = ToolSchema.Described("string", "What to look for: a name, an e-mail address, words."),
            ["kinds"] = new JsonObject { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = "Only these resources, such as crm.contact; left out: all." },
            ["limit"] = ToolSchema.Described("integer", $"Rows at most; {SearchEngine.LimitDefault} when left out, never more than {SearchEngine.LimitMax}."),
        }, ["query"]),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    async Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var query = arguments.Needed("query");
        var kinds = Kinds(arguments.Take("kinds"));
        var limit = (int)Math.Clamp(arguments.Number("limit") ?? SearchEngine.LimitDefault, 1, SearchEngine.LimitMax);
        arguments.End();
        var found = await search.Search(session.Tenant, session.Caller, query, kinds, limit, ct);
        return ToolAnswer.Of(JsonSerializer.SerializeToUtf8Bytes(found, NexusJson.Options));
    }

    /// <summary>A list, or one name; null when none is named.</summary>
    private static string[]? Kinds(JsonElement? given) => given switch
    {
        null => null,
        { ValueKind: JsonValueKind.String } one => [one.GetString()!],
        { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(k => k.ValueKind is JsonValueKind.String) => list.GetArrayLength() == 0 ? null : [.. list.EnumerateArray().Select(k => k.GetString()!)],
        _ => throw ToolArguments.Wrong("kinds", "a list of resources, such as [\"crm.contact\"]"),
    };
}
