using Microsoft.Extensions.Primitives;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>What the filter builder's form sends, before it becomes a condition in the list's address.</summary>
/// <param name="At">The condition that it takes the place of.</param>
public sealed record FilterEntry(Field Field, ListOperator Operator, IReadOnlyList<string> Values, int? At)
{
    public static FilterEntry? Of(IEnumerable<KeyValuePair<string, StringValues>> query, Shape shape)
    {
        var given = query.ToDictionary(p => p.Key, p => p.Value);
        if (!given.TryGetValue("f", out var name) || shape.Find(name.ToString()) is not { } field)
            return null;
        var operators = ListOperator.For(field);
        var @operator = operators.FirstOrDefault(o => given.TryGetValue("op", out var op) && o.Name == op.ToString()) ?? operators.FirstOrDefault();
        if (@operator is null)
            return null;
        string[] values = given.TryGetValue("v", out var v) ? [.. v.OfType<string>().Where(t => t.Length > 0)] : [];
        return new FilterEntry(field, @operator, values, given.TryGetValue("at", out var at) && int.TryParse(at.ToString(), out var index) ? index : null);
    }

    /// <summary>Nothing entered where something is asked for takes the condition away.</summary>
    public ListState ApplyTo(ListState state)
    {
        var conditions = state.Conditions.ToList();
        var condition = Operator.Entry is Entry.None || Values.Count > 0 ? Operator.Condition(Field, Values) : null;
        if (At is { } at && at >= 0 && at < conditions.Count)
        {
            conditions.RemoveAt(at);
            if (condition is not null)
                conditions.Insert(at, condition);
        }
        else if (condition is not null)
        {
            conditions.Add(condition);
        }

        return state with { Conditions = conditions, After = null, In = null };
    }
}
