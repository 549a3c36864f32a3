using Nexus.Kernel.Declare;

namespace Nexus.Web.Lists;

/// <summary>What an operator of the filter builder asks for.</summary>
public enum Entry
{
    None,
    Value,

    /// <summary>Several words of a choice.</summary>
    Words,

    /// <summary>How many days.</summary>
    Days,
}

/// <summary>A way to compare a field, as people choose it, and how the query language writes it.</summary>
/// <param name="Name">In the filter builder's address.</param>
/// <param name="Label">English; a text of the page.</param>
/// <param name="Pattern">How a value is put, <c>*{0}*</c>; or, where nothing is asked, the value itself.</param>
public sealed record ListOperator(string Name, string Label, string Api, Entry Entry = Entry.Value, bool Negated = false, string Pattern = "{0}")
{
    private static readonly ListOperator[] Emptiness = [new("empty", "is empty", "is", Entry.None, Pattern: "null"), new("filled", "is not empty", "is", Entry.None, Negated: true, Pattern: "null")];

    private static readonly ListOperator[] Texts =
    [
        new("has", "contains", "ilike", Pattern: "*{0}*"), new("lacks", "doesn’t contain", "ilike", Negated: true, Pattern: "*{0}*"), new("is", "is", "eq"), new("isnt", "is not", "neq"),
        new("begins", "begins with", "ilike", Pattern: "{0}*"), .. Emptiness,
    ];

    private static readonly ListOperator[] Numbers = [new("is", "=", "eq"), new("isnt", "≠", "neq"), new("gt", ">", "gt"), new("gte", "≥", "gte"), new("lt", "<", "lt"), new("lte", "≤", "lte"), .. Emptiness];

    private static readonly ListOperator[] Days =
    [
        new("last", "in the last days", "last", Entry.Days), new("next", "in the next days", "next", Entry.Days), new("past", "before today", "lt", Entry.None, Pattern: ListCondition.Today),
        new("future", "after today", "gt", Entry.None, Pattern: ListCondition.Today), new("on", "on", "eq"), new("before", "before", "lt"), new("after", "after", "gt"), new("from", "on or after", "gte"), new("until", "on or before", "lte"), .. Emptiness,
    ];

    private static readonly ListOperator[] Choices = [new("any", "is any of", "in", Entry.Words), new("none", "is none of", "in", Entry.Words, Negated: true), .. Emptiness];

    private static readonly ListOperator[] References = [new("is", "is", "in"), new("isnt", "is not", "in", Negated: true), .. Emptiness];

    private static readonly ListOperator[] Persons =
        [new("me", "is me", "in", Entry.None, Pattern: ListCondition.Me), new("notme", "is not me", "in", Entry.None, Negated: true, Pattern: ListCondition.Me), .. References];

    private static readonly ListOperator[] Truth = [new("yes", "is yes", "is", Entry.None, Pattern: "true"), new("no", "is no", "is", Entry.None, Pattern: "false")];

    private static readonly ListOperator[] Lists = [new("has", "contains", "cs"), new("lacks", "doesn’t contain", "cs", Negated: true)];

    /// <summary>The ways to compare a field.</summary>
    public static IReadOnlyList<ListOperator> For(Field field)
    {
        ListOperator[] all = field switch
        {
            { References: "core.user" } => Persons,
            { References: not null } => References,
            { Kind: FieldKind.Text } => Texts,
            { Kind: FieldKind.Choice } => Choices,
            { Kind: FieldKind.Boolean } => Truth,
            { Kind: FieldKind.TextList } => Lists,
            { Kind: FieldKind.Date or FieldKind.Instant } => Days,
            { Kind: FieldKind.Integer or FieldKind.Decimal or FieldKind.Money } => Numbers,
            _ => [],
        };
        return field.Nullable || field.IsCustom ? all : [.. all.Except(Emptiness)];
    }

    /// <summary>The operator that a condition was made with; null for one that people can't choose.</summary>
    public static ListOperator? Of(ListCondition condition) =>
        condition.Field is null || condition.Values.Count == 0 ? null : For(condition.Field).FirstOrDefault(o => o.Matches(condition));

    public ListCondition Condition(Field field, IReadOnlyList<string> values) =>
        ListCondition.Of(field, Api, Entry is Entry.None ? [Pattern] : [.. values.Select(v => Pattern.Replace("{0}", Api == "ilike" ? Escape(v) : v, StringComparison.Ordinal))], Negated);

    /// <summary>What was entered, from the condition that was made of it.</summary>
    public IReadOnlyList<string> Entered(ListCondition condition) => Entry is Entry.None ? [] : [.. condition.Values.Select(v => Api == "ilike" ? Unescape(v.Trim('*')) : v)];

    private bool Matches(ListCondition condition)
    {
        var (@operator, negated) = (condition.Operator, condition.Negated);
        // One of a list of one.
        if (Api == "in" && @operator is "eq" or "neq")
            (@operator, negated) = ("in", negated ^ @operator == "neq");
        if (Api == "is" && Pattern is "true" or "false" && @operator == "eq")
            @operator = "is";
        if (@operator != Api || negated != Negated)
            return false;
        if (Entry is Entry.None)
            return condition.Values is [var only] && only == Pattern;
        return Api != "ilike" || (condition.Values[0].StartsWith('*'), condition.Values[0].EndsWith('*')) == (Pattern[0] == '*', Pattern[^1] == '*');
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static string Unescape(string text) => text.Replace("\\_", "_", StringComparison.Ordinal).Replace("\\%", "%", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal);
}
