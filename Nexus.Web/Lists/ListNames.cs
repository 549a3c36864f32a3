using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Web.Lists;

/// <summary>Names of rows that a field leads to, in the order in which their resource is shown.</summary>
internal static class ListNames
{
    public const int Max = 200;

    // The field's usual names of a row's place among its like.
    internal static readonly string[] Places = ["position", "rank", "sort_order", "sequence"];

    /// <summary>By a place of their own where they have one, else by name.</summary>
    public static string OrderOf(ResourceType resource)
    {
        var place = Places.Select(resource.Find).FirstOrDefault(f => f?.Kind is FieldKind.Integer or FieldKind.Decimal);
        return string.Join(',', new[] { place?.Name, resource.Title.Name == "id" ? null : resource.Title.Name, "id" }.OfType<string>());
    }

    /// <summary>Id and name, in order; archived ones too.</summary>
    public static async Task<IReadOnlyList<(string Id, string Name)>> Of(ListReader reader, ResourceType target, Looker who, IEnumerable<string> ids, CancellationToken ct)
    {
        var wanted = ids.Where(i => Guid.TryParse(i, out _)).Distinct().Take(Max).ToArray();
        return wanted.Length == 0 ? [] : await Read(reader, target, who, $"id=in.({string.Join(',', wanted)})&or=(archived_at.is.null,archived_at.not.is.null)", ct);
    }

    /// <summary>Those in use that fulfil a filter.</summary>
    public static async Task<IReadOnlyList<(string Id, string Name)>> Read(ListReader reader, ResourceType target, Looker who, string filter, CancellationToken ct)
    {
        var title = target.Title.Name;
        var rows = await reader.Rows(target, who, ListReader.Join($"select={(title == "id" ? "id" : $"id,{title}")}", filter, $"order={OrderOf(target)}", $"limit={Max}"), ct);
        return [.. rows.Select(r => (r["id"]!.ToString(), Name(r, title)))];
    }

    private static string Name(JsonObject row, string title) => row[title]?.ToString() is { Length: > 0 } name ? name : "–";
}
