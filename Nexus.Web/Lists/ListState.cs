using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>By what a list is sorted.</summary>
public sealed record ListOrder(Field Field, bool Descending)
{
    public string Text => Descending ? Field.Name + ".desc" : Field.Name;
}

/// <summary>
/// What a list shows and how, read from the address of its page and written into it: so that a state can be linked to, kept as a view, and
/// left by the back button.
/// </summary>
public sealed record ListState
{
    private static readonly HashSet<string> Words = ["columns", "order", "q", "and", "or", "group", "layout", "by", "within", "view", "after", "in", "f", "op", "v", "at"];

    /// <summary>In the place of a view's id: none, not even the one that the list opens with.</summary>
    public const string All = "all";

    public required Shape Shape { get; init; }

    public ResourceType Resource => Shape.Resource;

    public required IReadOnlyList<Field> Columns { get; init; }

    /// <summary>Null: the columns that follow from the declaration.</summary>
    public bool HasOwnColumns { get; init; }

    /// <summary>Newest first when nothing is chosen: ids tell the time.</summary>
    public ListOrder? Order { get; init; }

    public string Search { get; init; } = "";

    public IReadOnlyList<ListCondition> Conditions { get; init; } = [];

    /// <summary>One of the conditions is enough.</summary>
    public bool Any { get; init; }

    public Field? Group { get; init; }

    public bool Board { get; init; }

    /// <summary>The field whose values are the board's columns; null for the one that suggests itself.</summary>
    public Field? By { get; init; }

    /// <summary>The row within which a board shows its columns, such as the pipeline of stages.</summary>
    public string? Within { get; init; }

    /// <summary>The view that the state comes from: an id, or <c>all</c> for none.</summary>
    public string? View { get; init; }

    /// <summary>The one group that is shown, by its value; <c>-</c> for the rows that have none.</summary>
    public string? In { get; init; }

    /// <summary>Where the page begins, see <see cref="Keyset"/>.</summary>
    public string? After { get; init; }

    public bool IsFiltered => Search.Length > 0 || Conditions.Count > 0;

    /// <summary>Nothing but perhaps the name of a view: then the view says what is shown.</summary>
    public static bool IsBare(IEnumerable<KeyValuePair<string, StringValues>> query) => query.All(p => p.Key is "view" or "after" or "in" || p.Value.Count == 0);

    public static ListState Read(Shape shape, IEnumerable<KeyValuePair<string, StringValues>> query)
    {
        var given = query.ToDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal);
        string? One(string name) => given.TryGetValue(name, out var value) && value.ToString() is { Length: > 0 } text ? text : null;
        var columns = (One("columns") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(shape.Find).OfType<Field>().Distinct().ToArray();
        var any = One("or");
        return new ListState
        {
            Shape = shape,
            Columns = columns.Length > 0 ? columns : ListColumns.Default(shape),
            HasOwnColumns = columns.Length > 0,
            Order = ReadOrder(shape, One("order")),
            Search = One("q")?.Trim() ?? "",
            Conditions = [.. ReadTree(shape, any ?? One("and")), .. given.Where(p => !Words.Contains(p.Key) && shape.Find(p.Key) is not null).SelectMany(p => p.Value.OfType<string>().Select(v => ListCondition.Parse($"{p.Key}.{v}", shape)))],
            Any = any is not null,
            Group = One("group") is { } group && shape.Find(group) is { } field && ListColumns.CanGroup(field) ? field : null,
            Board = One("layout") == "board",
            By = One("by") is { } by ? shape.Find(by) : null,
            Within = One("within"),
            View = One("view"),
            In = One("in"),
            After = One("after"),
        };
    }

    /// <summary>The state as a query string, without the view that it comes from and where the page begins: as a view keeps it.</summary>
    public string Query()
    {
        var query = new QueryBuilder();
        void Add(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
                query.Add(name, value);
        }

        Add("layout", Board ? "board" : null);
        Add("by", By?.Name);
        Add("within", Within);
        Add("q", Search);
        Add(Any ? "or" : "and", Conditions.Count == 0 ? null : $"({string.Join(',', Conditions.Select(c => c.Text))})");
        Add("order", Order?.Text);
        Add("group", Group?.Name);
        Add("columns", HasOwnColumns ? string.Join(',', Columns.Select(c => c.Name)) : null);
        return query.ToString().TrimStart('?').Replace("%2C", ",", StringComparison.Ordinal).Replace("%28", "(", StringComparison.Ordinal).Replace("%29", ")", StringComparison.Ordinal);
    }

    /// <summary>The address of the page that shows the state.</summary>
    public string Address(string? after = null)
    {
        var query = Query();
        // What differs from a view says so, even when nothing is left: else the view would come back.
        if (query.Length == 0)
            query = View is null or All ? "view=all" : $"view={View}&layout=table";
        else if (View is not null)
            query = $"view={View}&{query}";
        if (In is not null)
            query += "&in=" + Uri.EscapeDataString(In);
        if (after is not null)
            query += "&after=" + Uri.EscapeDataString(after);
        return $"/{Resource.Module}/{Resource.Plural}?{query}";
    }

    private static IEnumerable<ListCondition> ReadTree(Shape shape, string? text) =>
        text is null ? [] : ListCondition.TrySplit(text, out var parts) ? parts.Select(p => ListCondition.Parse(p, shape)) : [ListCondition.Parse(text, shape)];

    private static ListOrder? ReadOrder(Shape shape, string? text)
    {
        if (text is null)
            return null;
        var parts = text.Split('.');
        return shape.Find(parts[0]) is { } field && ListColumns.CanSort(field) ? new ListOrder(field, parts.Skip(1).Contains("desc")) : null;
    }
}
