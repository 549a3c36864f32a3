using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>What a tool answers, in the protocol's form and never longer than a model can use.</summary>
internal static class ToolAnswer
{
    /// <summary>Bytes of JSON in one answer, some 16,000 tokens.</summary>
    public const int BytesMax = 64 * 1024;

    public static CallToolResult Of(ReadOnlySpan<byte> json) => Of(JsonNode.Parse(json) as JsonObject ?? new JsonObject { ["value"] = JsonNode.Parse(json) });

    public static CallToolResult Of(JsonObject json)
    {
        var text = json.ToJsonString(NexusJson.Options);
        if (Encoding.UTF8.GetByteCount(text) <= BytesMax)
            return new CallToolResult { Content = [new TextContentBlock { Text = text }], StructuredContent = JsonSerializer.SerializeToElement(json) };

        // Half a structure is none: the beginning as text, and how to get less.
        var cut = text[..(BytesMax / 4)];
        return new CallToolResult { Content = [new TextContentBlock { Text = $"{cut}…\n\nThe answer is longer than {BytesMax / 1024} KiB and was cut. Ask for less: fewer fields with select, fewer rows with limit, or a narrower filter." }] };
    }

    /// <summary>As many of the rows as fit, and a hint how to narrow when not all do.</summary>
    /// <param name="more">There are rows beyond those given.</param>
    public static CallToolResult OfRows(IEnumerable<JsonNode?> rows, bool more, string hint)
    {
        var fitting = new JsonArray();
        var left = BytesMax - 1024;
        foreach (var row in rows)
        {
            left -= Encoding.UTF8.GetByteCount(row?.ToJsonString(NexusJson.Options) ?? "null") + 1;
            if (left < 0)
            {
                more = true;
                break;
            }

            fitting.Add(row?.DeepClone());
        }

        var answer = new JsonObject { ["rows"] = fitting, ["count"] = fitting.Count, ["more"] = more };
        if (more)
            answer["hint"] = hint;
        return Of(answer);
    }

    /// <summary>A fault in words that let a model correct its call, and as the problem details that REST would answer.</summary>
    public static CallToolResult Of(Fault fault)
    {
        var text = new StringBuilder($"Refused ({fault.Code}): {fault.Message}");
        foreach (var field in fault.Fields)
            text.Append($"\n- {field.Field}: {field.Message} ({field.Code})");
        return new CallToolResult
        {
            IsError = true,
            Content = [new TextContentBlock { Text = text.ToString() }],
            StructuredContent = JsonDocument.Parse(Problems.ToJson(fault, null)).RootElement.Clone(),
        };
    }
}
