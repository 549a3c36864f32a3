using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Lists;

/// <summary>What a row is called: its title; where it has none, the rows that it ties together.</summary>
internal static class RowTitle
{
    private const int NamesMax = 2;

    public static string Of(ResourceType resource, JsonObject row, NexusModel model, TimeZoneInfo zone) =>
        resource.Title is { System: false } title
            ? ValueText.Of(title, row[title.Name], zone)
            : string.Join(" · ", resource.Fields.Where(f => f.References is not null).Select(f => NameOf(f, row, model)).OfType<string>().Take(NamesMax)) is { Length: > 0 } names
                ? names
                : row["created_at"] is { } created ? ValueText.Of(resource.Find("created_at")!, created, zone) : "";

    /// <summary>The name of the row that a field leads to, where it was read with it.</summary>
    public static string? NameOf(Field field, JsonObject row, NexusModel model) =>
        field.EmbedName is { } embed && row[embed] is JsonObject embedded && model.FindResource(field.References!) is { } target ? embedded[target.Title.Name]?.ToString() : null;
}
