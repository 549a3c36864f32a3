using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Primitives;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Reads rows of any resource, in the dialect that REST speaks.</summary>
public sealed class QueryTool(ToolReads reads) : IGeneralTool
{
    /// <summary>Rows when no limit is given.</summary>
    public const int RowsDefault = 20;

    /// <summary>Rows in one answer at most.</summary>
    public const int RowsMax = 200;

    private const string Hint = "There are more rows. Narrow the filter, name fewer fields in select, or go on with offset.";

    public string Name => "nexus_query";

    public bool OnlyOverview => false;

    Tool IGeneralTool.Describe() => new()
    {
        Name = Name,
        Title = "Query rows",
        Description = "Reads rows of a resource: filters, order, related rows embedded by select. nexus_modules with a module's name lists resources and fields.",
        InputSchema = ToolSchema.Object(new JsonObject
        {
            ["resource"] = ToolSchema.Described("string", "Full name of the resource, such as crm.deal."),
            ["select"] = ToolSchema.Described("string", "Fields, and related rows in brackets: id,name,company(name). Left out: all fields."),
            ["filter"] = new JsonObject
            {
                ["description"] = "Field by field an operator and a value: {\"stage\": \"eq.won\", \"name\": \"ilike.*acme*\", \"created_at\": [\"gte.2026-01-01\", \"lt.2026-02-01\"]}. Operators: eq, neq, gt, gte, lt, lte, like, ilike, in.(a,b), is.null, not.…; several conditions: {\"or\": \"(stage.eq.won,stage.eq.lost)\"}.",
                ["type"] = "object",
                ["additionalProperties"] = new JsonObject { ["type"] = new JsonArray("string", "number", "boolean", "array"), ["items"] = new JsonObject { ["type"] = "string" } },
            },
            ["order"] = ToolSchema.Described("string", "Such as created_at.desc,name."),
            ["limit"] = ToolSchema.Described("integer", $"Rows at most; {RowsDefault} when left out, never more than {RowsMax}."),
            ["offset"] = ToolSchema.Described("integer", "Rows to leave out at the beginning."),
        }, ["resource"]),
        Annotations = new ToolAnnotations { ReadOnlyHint = true, OpenWorldHint = false },
    };

    async Task<CallToolResult> IGeneralTool.Run(ToolSession session, ToolArguments arguments, CancellationToken ct)
    {
        var resource = session.Resource(arguments.Needed("resource"));
        var limit = (int)Math.Clamp(arguments.Number("limit") ?? RowsDefault, 1, RowsMax);
        var parameters = new Dictionary<string, StringValues>();
        foreach (var (name, values) in Filters(arguments.Take("filter")))
            parameters[name] = values;
        if (arguments.Text("select") is { } select)
            parameters["select"] = select;
        if (arguments.Text("order") is { } order)
            parameters["order"] = order;
        if (arguments.Number("offset") is { } offset)
            parameters["offset"] = offset.ToString(System.Globalization.CultureInfo.InvariantCulture);
        // One more than is shown tells whether there are more.
        parameters["limit"] = (limit + 1).ToString(System.Globalization.CultureInfo.InvariantCulture);
        arguments.End();

        var rows = await reads.Rows(session, resource, parameters, ct);
        return ToolAnswer.OfRows(rows.Take(limit), rows.Count > limit, Hint);
    }

    private static IEnumerable<(string Name, StringValues Values)> Filters(JsonElement? filter)
    {
        if (filter is not { } json)
            return [];
        if (json.ValueKind is not JsonValueKind.Object)
            throw ToolArguments.Wrong("filter", "an object: field, operator and value, such as {\"stage\": \"eq.won\"}");
        return json.EnumerateObject().Select(member => (Field(member.Name), member.Value.ValueKind is JsonValueKind.Array
            ? new StringValues([.. member.Value.EnumerateArray().Select(v => Operand(member.Name, v))])
            : new StringValues(Operand(member.Name, member.Value))));
    }

    /// <summary>Paging and select have arguments of their own.</summary>
    private static string Field(string name) => name is "select" or "order" or "limit" or "offset" ? throw ToolArguments.Wrong("filter", "about fields; select, order, limit and offset are arguments of their own") : name;

    /// <summary>A bare number or truth is meant as equal.</summary>
    private static string Operand(string name, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.Number => "eq." + value.GetRawText(),
        JsonValueKind.True or JsonValueKind.False => "is." + value.GetRawText(),
        JsonValueKind.Null => "is.null",
        _ => throw ToolArguments.Wrong("filter", $"an operator and a value for {(name.Length > 60 ? name[..60] : name)}, such as eq.won"),
    };
}
