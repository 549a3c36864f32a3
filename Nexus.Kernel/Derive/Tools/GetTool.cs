using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.Protocol;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Reads one row by its id.</summary>
public sealed class GetTool(ToolReads reads) : IGeneralTool
{
    public string Name => "nexus_get";

    public bool OnlyOverview => false;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Get a row",
        Description = "Reads one row by its id, with related rows embedded by select. Archived rows are found too.",
        InputSchema = ToolSchema.Object(new JsonObject
        {
            ["resource"] = ToolSchema.Described("string", "Full name of the resource, such as crm.deal."),
            ["id"] = ToolSchema.Described("string", "Id of the row.", "uuid"),
            ["select"] = ToolSchema.Described("string", "Fields, and related rows in brackets: id,name,company(name). Left out: all fields."),
        }, ["resource", "id"]),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    async Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var resource = session.Resource(arguments.Needed("resource"));
        var id = arguments.Id("id") ?? throw ToolArguments.Missing("id");
        var parameters = new Dictionary<string, StringValues>();
        if (arguments.Text("select") is { } select)
            parameters["select"] = select;
        arguments.End();
        return ToolAnswer.Of(await reads.Row(session, resource, id, parameters, ct));
    }
}
