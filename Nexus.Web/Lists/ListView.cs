using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>A way to look at a list that somebody kept.</summary>
public sealed record ListView(string Id, long Version, string Name, string Query, bool Private, bool IsDefault, string? OwnerId)
{
    private const string Resource = "core.view";

    private const int ShownMax = 50;

    /// <summary>The views of a list that who looks may use, by name.</summary>
    public static async Task<IReadOnlyList<ListView>> Of(ResourceType resource, ListReader reader, NexusModel model, Looker who, CancellationToken ct)
    {
        if (who.Caller.Rights.RowsFor(Resource + ".read") is null || model.FindResource(Resource) is not { } views)
            return [];
        var rows = await reader.Rows(views, who, $"select=id,version,name,query,private,is_default,owner_id&resource=eq.{resource.FullName}&order=name,id&limit={ShownMax}", ct);
        return [.. rows.Select(Read)];
    }

    /// <summary>The one that the list opens with: one's own, or else a common one.</summary>
    public static ListView? Default(IReadOnlyList<ListView> views, Guid? me) =>
        views.FirstOrDefault(v => v.IsDefault && v.OwnerId == me?.ToString()) ?? views.FirstOrDefault(v => v is { IsDefault: true, Private: false });

    public ListState State(Shape shape) => ListState.Read(shape, QueryHelpers.ParseQuery(Query)) with { View = Id };

    private static ListView Read(JsonObject row) =>
        new((string)row["id"]!, (long)row["version"]!, (string)row["name"]!, (string)row["query"]!, (bool)row["private"]!, (bool)row["is_default"]!, (string?)row["owner_id"]);
}
