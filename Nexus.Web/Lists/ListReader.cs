using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>A page of a list.</summary>
/// <param name="Next">Where the next one begins; null when there is none.</param>
public sealed record ListRows(IReadOnlyList<JsonObject> Rows, string? Next);

/// <summary>Who looks at a list, and when: what conditions such as <c>@me</c> and <c>@today</c> go by.</summary>
public sealed record Looker(Tenant Tenant, Caller Caller, DateTimeOffset Now, TimeZoneInfo Zone);

/// <summary>Reads what a list shows, by the API's own query language.</summary>
public sealed class ListReader(NexusModel model, RowReads reads)
{
    /// <summary>Rows of a page.</summary>
    public const int PageRows = 50;

    private const int SearchFieldsMax = 4;

    /// <exception cref="Fault">As a client of the API would be told.</exception>
    public async Task<ListRows> Page(ListState state, Looker who, int size, CancellationToken ct)
    {
        var rows = new List<JsonObject>(size + 1);
        var shown = state.Order is { } sorted ? state.Columns.Append(sorted.Field) : state.Columns;
        var fixedPart = Join(Select(state.Shape, shown, who), Filters(state, who));
        foreach (var leg in Keyset.Legs(state.Order, state.After))
        {
            var order = leg.Replace("{title}", TitleOf(state.Order?.Field), StringComparison.Ordinal);
            rows.AddRange(await Rows(state.Resource, who, Join(fixedPart, order, $"limit={size + 1 - rows.Count}"), ct));
            if (rows.Count > size)
                break;
        }

        if (rows.Count <= size)
            return new ListRows(rows, null);
        rows.RemoveAt(size);
        return new ListRows(rows, Keyset.After(state.Order, rows[^1], state.After, size));
    }

    /// <summary>Those of some rows that the list shows in its present state.</summary>
    public Task<IReadOnlyList<JsonObject>> Some(ListState state, Looker who, IEnumerable<Guid> ids, CancellationToken ct) =>
        Rows(state.Resource, who, Join(Select(state.Shape, state.Columns, who), Filters(state, who), $"id=in.({string.Join(',', ids)})"), ct);

    /// <summary>How many rows the list has.</summary>
    public Task<(long Rows, bool IsEstimate)> Count(ListState state, Looker who, CancellationToken ct) => reads.Count(state.Resource, who.Tenant, who.Caller, Filters(state, who), ct);

    /// <summary>Rows as the API gives them.</summary>
    public async Task<IReadOnlyList<JsonObject>> Rows(ResourceType resource, Looker who, string query, CancellationToken ct)
    {
        var (rows, _) = await reads.Query(resource, who.Tenant, who.Caller, query, ct);
        return [.. JsonNode.Parse(rows)!.AsArray().Select(r => r!.AsObject())];
    }

    /// <summary>The fields, with the rows that they reference under their names, as far as who looks may see those.</summary>
    public string Select(Shape shape, IEnumerable<Field> fields, Looker who)
    {
        var all = new[] { shape.Find("id")!, shape.Find("version")!, shape.Find("archived_at")!, shape.Resource.Title }.Concat(fields).Distinct();
        return "select=" + string.Join(',', all.SelectMany(f => Target(f, who) is { } target && f.EmbedName is { } embed && embed != f.Name ? [f.Name, $"{embed}(id,{(target.Title.Name == "id" ? "version" : target.Title.Name)})"] : new[] { f.Name }));
    }

    /// <summary>What rows must fulfil, as the API's filters.</summary>
    public string Filters(ListState state, Looker who)
    {
        var conditions = state.Conditions.Count == 0 ? "" : $"{(state.Any ? "or" : "and")}=({Uri.EscapeDataString(string.Join(',', state.Conditions.Select(c => c.ForApi(who.Caller.UserId, who.Now, who.Zone))))})";
        var group = state is { Group: { } field, In: { } key } ? $"{field.Name}={(key == "-" ? "is.null" : "eq." + Uri.EscapeDataString(key))}" : "";
        return Join(conditions, SearchFilter(state), group);
    }

    public static string Join(params ReadOnlySpan<string> parts)
    {
        var joined = new List<string>();
        foreach (var part in parts)
        {
            if (part.Length > 0)
                joined.Add(part);
        }

        return string.Join('&', joined);
    }

    /// <summary>The resource that a field leads to, if who looks may see its rows.</summary>
    public ResourceType? Target(Field field, Looker who) =>
        field.References is { } name && model.FindResource(name) is { } target && who.Tenant.Has(target.Module) && who.Caller.Rights.RowsFor(target.ReadPermission) is not null ? target : null;

    private string TitleOf(Field? field) => field?.References is { } name ? model.FindResource(name)!.Title.Name : "id";

    /// <summary>Words are beginnings of words in what full text search knows; elsewhere the texts that name a row contain it.</summary>
    private static string SearchFilter(ListState state)
    {
        if (state.Search.Length == 0)
            return "";
        if (state.Resource is { Searchable: true, Storage: Storage.Tenant })
        {
            var words = state.Search.Split([' ', '\'', '\\', ',', ';', '(', ')'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.Any(char.IsLetterOrDigit)).Select(w => $"'{w}':*");
            var query = string.Join(" & ", words);
            return query.Length == 0 ? "id=is.null" : $"search=fts.{Uri.EscapeDataString(query)}";
        }

        var pattern = ListCondition.Quote($"*{state.Search.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal)}*");
        var fields = state.Shape.Fields.Where(f => f.Kind is FieldKind.Text && !f.System && f.Format is not Format.Multiline).OrderBy(f => f == state.Resource.Title ? 0 : f.Searchable ? 1 : 2).Take(SearchFieldsMax).ToArray();
        return fields.Length == 0 ? "" : $"or=({Uri.EscapeDataString(string.Join(',', fields.Select(f => $"{f.Name}.ilike.{pattern}")))})";
    }
}
