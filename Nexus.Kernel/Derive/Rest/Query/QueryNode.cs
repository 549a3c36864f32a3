namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>A read as it was asked for, before any name in it is looked up: what to show of a resource, which rows, in which order.</summary>
internal sealed class QueryNode
{
    public List<SelectItem> Items { get; } = [];

    public List<Condition> Conditions { get; } = [];

    public List<OrderTerm> Order { get; } = [];

    public long? Limit { get; set; }

    public long? Offset { get; set; }

    /// <summary>Sums and counts of groups of rows instead of rows.</summary>
    public bool IsGrouped => Items.Any(i => i is AggregateItem) || Items.Count > 1 && Items.Any(i => i is CountOfRows);

    public IEnumerable<EmbedItem> Embeds => Items.OfType<EmbedItem>();

    /// <summary>The embedded resource that filters name: by its alias, if it has one.</summary>
    public EmbedItem? FindEmbed(string name) => Embeds.FirstOrDefault(e => (e.Alias ?? e.Target) == name);

    /// <summary>Archived rows are left out unless a filter is about them.</summary>
    public bool FiltersBy(string field) => Conditions.Any(c => c.IsAbout(field));
}

/// <summary>A part of <c>select</c>.</summary>
internal abstract record SelectItem;

/// <summary><c>*</c></summary>
internal sealed record AllColumns : SelectItem;

/// <summary><c>count</c> or <c>count()</c>: how many rows instead of the rows.</summary>
internal sealed record CountOfRows(string? Alias) : SelectItem;

/// <summary><c>alias:field.sum()</c>: over all rows, or over those that are equal in the columns named beside it.</summary>
internal sealed record AggregateItem(string? Alias, FieldPath Path, string Function) : SelectItem
{
    public static readonly IReadOnlyList<string> Functions = ["sum", "avg", "min", "max", "count"];
}

/// <summary><c>alias:field->>key::text</c></summary>
internal sealed record ColumnItem(string? Alias, FieldPath Path, bool AsText) : SelectItem;

/// <summary><c>alias:target!hint!inner(…)</c></summary>
internal sealed record EmbedItem(string? Alias, string Target, string? Hint, bool Inner, bool Spread, QueryNode Query) : SelectItem;

/// <summary>A field, or a place in it when it is JSON.</summary>
internal sealed record FieldPath(string Name, IReadOnlyList<PathStep> Steps)
{
    public override string ToString() => Name + string.Concat(Steps.Select(s => (s.AsText ? "->>" : "->") + s.Key));
}

/// <summary>A key or an index, and whether it leads to JSON (<c>-></c>) or text (<c>->></c>).</summary>
internal readonly record struct PathStep(string Key, bool AsText);

/// <summary>What rows must fulfil.</summary>
internal abstract record Condition(bool Negated)
{
    public abstract bool IsAbout(string field);
}

/// <summary><c>and(…)</c> or <c>or(…)</c></summary>
internal sealed record Logic(bool Any, IReadOnlyList<Condition> Parts, bool Negated) : Condition(Negated)
{
    public override bool IsAbout(string field) => Parts.Any(p => p.IsAbout(field));
}

/// <summary><c>field.operator.value</c></summary>
/// <param name="Quantifier"><c>any</c> or <c>all</c>: then there are several values.</param>
/// <param name="Language">Of full text search.</param>
internal sealed record Comparison(FieldPath Path, string Operator, string? Quantifier, string? Language, IReadOnlyList<string> Values, bool Negated) : Condition(Negated)
{
    public string Value => Values[0];

    public override bool IsAbout(string field) => Path.Name == field;
}

/// <summary><c>field.desc.nullslast</c>, or <c>embedded(field).asc</c></summary>
internal sealed record OrderTerm(string? Embed, FieldPath Path, bool Descending, bool? NullsFirst);
