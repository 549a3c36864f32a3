using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Runs any tool by its name, for clients that call only what was listed to them.</summary>
public sealed class CallTool(ToolRunner runner) : IGeneralTool
{
    public string Name => "nexus_call";

    public bool OnlyOverview => true;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Call a tool",
        Description = "Runs a tool that nexus_find_tools named, with its arguments. With dry_run it tells what would happen and changes nothing.",
        InputSchema = ToolSchema.Object(new JsonObject
        {
            ["name"] = ToolSchema.Described("string", "Name of the tool, such as crm_deal_win."),
            ["arguments"] = new JsonObject { ["type"] = "object", ["description"] = "The tool's arguments, by its input schema.", ["additionalProperties"] = true },
            [ToolSchema.DryRun] = ToolSchema.Described("boolean", "true: tell what would happen and change nothing."),
        }, ["name"]),
        Annotations = new ToolAnnotations { ReadOnlyHint = false, DestructiveHint = true, OpenWorldHint = false },
    };

    Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var name = arguments.Needed("name");
        var inner = arguments.Take("arguments") switch
        {
            null => [],
            { ValueKind: JsonValueKind.Object } json => json.EnumerateObject().ToDictionary(p => p.Name, p => p.Value),
            _ => throw ToolArguments.Wrong("arguments", "an object"),
        };
        var dryRun = arguments.Take(ToolSchema.DryRun);
        arguments.End();
        // Dots are forgiven: crm.deal.win is how people write it.
        var tool = session.Catalog.Find(name.Replace('.', '_')) ?? throw new Fault(404, "unknown_tool", "There is no such tool. Find it with nexus_find_tools.");
        if (dryRun is { } asked && tool.Writes)
            inner[ToolSchema.DryRun] = asked;
        return runner.Run(session, tool, new ToolArguments(inner), ct);
    }
}
