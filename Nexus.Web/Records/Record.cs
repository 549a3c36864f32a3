using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;
using Nexus.Web.Lists;

namespace Nexus.Web.Records;

/// <summary>A row on its page: what it is called, how it stands, and whether it is in use.</summary>
public sealed record Record(ResourceType Resource, JsonObject Row, string Title)
{
    public string Id => Row["id"]!.ToString();

    public string Version => Row["version"]!.ToString();

    public bool IsArchived => Row["archived_at"] is not null;

    /// <summary>The field that tells how it stands: a choice that only operations change, else one that is called so.</summary>
    public Field? State => Resource.Fields.FirstOrDefault(f => f is { Kind: FieldKind.Choice, ReadOnly: true }) ?? Resource.Fields.FirstOrDefault(f => f is { Kind: FieldKind.Choice, Name: "status" or "state" });

    internal static Record Of(ResourceType resource, JsonObject row, NexusModel model, TimeZoneInfo zone) => new(resource, row, RowTitle.Of(resource, row, model, zone));
}

/// <summary>Rows of another resource that reference this one.</summary>
/// <param name="Label">What the tab says.</param>
public sealed record Relation(ResourceType Resource, Field Field, string Label)
{
    /// <summary>As the API embeds it.</summary>
    public string Embed => $"{Resource.Module}_{Resource.Plural}!{Field.Name}";

    /// <summary>In the page's address.</summary>
    public string Key => Resource.Module + "." + Resource.Plural + "." + Field.Name;
}
