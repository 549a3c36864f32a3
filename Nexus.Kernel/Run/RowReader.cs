using System.Text.Json;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>Reads a row back from the JSON that <see cref="RowJson"/> wrote.</summary>
internal static class RowReader
{
    public static Resource Read(ResourceType resource, JsonElement json)
    {
        var row = resource.New();
        var faults = new List<FieldFault>();
        foreach (var member in json.EnumerateObject())
        {
            if (resource.Find(member.Name) is { } field)
                field.Set(row, FieldValue.Read(field with { Required = false }, member.Value, faults));
            else if (member.Name.StartsWith("x_", StringComparison.Ordinal))
                row.Custom[member.Name] = System.Text.Json.Nodes.JsonNode.Parse(member.Value.GetRawText());
        }

        return row;
    }
}
