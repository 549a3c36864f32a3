using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Finds the tools for a task, with what they take.</summary>
public sealed class FindTool : IGeneralTool
{
    /// <summary>Tools described in one answer.</summary>
    public const int FoundMax = 10;

    /// <summary>Names listed in one answer where they aren't described.</summary>
    public const int NamesMax = 200;

    public string Name => "nexus_find_tools";

    public bool OnlyOverview => true;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Find tools",
        Description = $"Finds the tools for a task, such as \"win a deal\": names, descriptions and input schemas of the best {FoundMax}. Run one by its name or with nexus_call.",
        InputSchema = ToolSchema.Object(new JsonObject
        {
            ["query"] = ToolSchema.Described("string", "What you want to do, in a few words; left out: the names of all tools."),
            ["module"] = ToolSchema.Described("string", "Only tools of this module, such as crm."),
        }, []),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var (query, module) = (arguments.Text("query"), arguments.Text("module"));
        arguments.End();
        var usable = session.Catalog.UsableBy(session.Caller, session.Tenant, module).ToArray();
        var words = Words(query ?? "").ToArray();
        var found = usable.Select(t => (Tool: t, Score: Score(t, words))).Where(t => t.Score > 0)
            .OrderByDescending(t => t.Score).ThenBy(t => t.Tool.Name, StringComparer.Ordinal).Take(FoundMax).Select(t => t.Tool).ToArray();
        var answer = new JsonObject { ["tools"] = new JsonArray([.. found.Select(t => Describe(t, session))]) };
        if (found.Length == 0)
        {
            answer["names"] = new JsonArray([.. usable.Take(NamesMax).Select(t => (JsonNode)t.Name)]);
            answer["hint"] = usable.Length == 0 ? "There is no such module here, or you may use nothing of it. See nexus_modules."
                : words.Length == 0 ? "Say in query what you want to do to see how a tool is called."
                : "Nothing fits these words. These are the names of the tools you may use; ask again with words from them.";
        }

        return Task.FromResult(ToolAnswer.Of(answer));
    }

    private static JsonNode Describe(ToolType tool, ToolSession session)
    {
        var described = tool.Describe(session.Tenant);
        return new JsonObject
        {
            ["name"] = described.Name,
            ["title"] = described.Title,
            ["description"] = described.Description,
            ["writes"] = tool.Writes,
            ["input_schema"] = JsonNode.Parse(described.InputSchema.GetRawText()),
        };
    }

    /// <summary>A word in the name counts more than one in the text; in its beginning ("contacts" for contact) less than whole.</summary>
    private static int Score(ToolType tool, string[] words)
    {
        var name = tool.Name.Split('_');
        var text = Words(tool.Title + " " + tool.Description).ToHashSet();
        var score = 0;
        foreach (var word in words)
        {
            score += name.Contains(word) ? 8
                : name.Any(part => part.Length > 2 && (word.StartsWith(part, StringComparison.Ordinal) || part.StartsWith(word, StringComparison.Ordinal))) ? 5
                : text.Contains(word) ? 2
                : 0;
        }

        return score;
    }

    private static IEnumerable<string> Words(string text) =>
        new string([.. text.Select(c => char.IsLetterOrDigit(c) ? char.ToLowerInvariant(c) : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Where(w => w.Length > 2 || w.Any(char.IsDigit)).Except(["the", "and", "for", "with", "that", "this"]).Take(20);
}
