using System.Globalization;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Web.Frame;

namespace Nexus.Web.Lists;

/// <summary>What the rows of a group, or of a whole list, come to.</summary>
/// <param name="Key">The group's value; null for the rows that have none.</param>
public sealed record ListGroup(string? Key, long Count, IReadOnlyDictionary<string, ListSum> Sums);

/// <summary>The sum of a field over rows, by currency where it is money.</summary>
/// <param name="Given">Rows that have a value.</param>
public sealed record ListSum(Field Field, IReadOnlyDictionary<string, decimal> ByCurrency, long Given)
{
    /// <summary>Of shares the mean, else the sum; a text for each currency.</summary>
    public IEnumerable<string> Texts() => Given == 0 ? []
        : ListColumns.IsShare(Field) ? ["ø " + Math.Round(ByCurrency.Values.Sum() / Given, 1).ToString("0.#", CultureInfo.CurrentCulture)]
        : Field.Kind is FieldKind.Money ? ByCurrency.OrderByDescending(c => c.Value).Select(c => ValueText.Money(c.Value, c.Key))
        : [ValueText.Number(ByCurrency.Values.Sum())];
}

/// <summary>Asks for sums and counts, all of them in one query.</summary>
internal static class ListSums
{
    /// <summary>Each further currency multiplies the rows of the answer.</summary>
    private const int FieldsMax = 6;

    public static IReadOnlyList<Field> FieldsOf(ListState state) => [.. state.Columns.Where(f => ListColumns.IsAmount(f, state.Resource)).Take(FieldsMax)];

    /// <param name="key">The field that the groups go by; null for one group of all.</param>
    public static async Task<IReadOnlyList<ListGroup>> Read(ListReader reader, ListState state, Looker who, Field? key, string more, CancellationToken ct)
    {
        var fields = FieldsOf(state);
        var select = new List<string> { "n:count()" };
        if (key is not null)
            select.Insert(0, $"k:{key.Name}");
        foreach (var (field, i) in fields.Select((f, i) => (f, i)))
        {
            if (field.Kind is FieldKind.Money)
                select.Add($"c{i}:{field.Name}->>currency");
            select.AddRange([$"s{i}:{field.Name}.sum()", $"g{i}:{field.Name}.count()"]);
        }

        var rows = await reader.Rows(state.Resource, who, ListReader.Join("select=" + string.Join(',', select), reader.Filters(state, who), more), ct);
        return [.. rows.GroupBy(r => r["k"]?.ToString()).Select(g => new ListGroup(g.Key, g.Sum(r => (long)r["n"]!), fields.Select((f, i) => Sum(f, i, [.. g])).ToDictionary(s => s.Field.Name)))];
    }

    private static ListSum Sum(Field field, int index, IReadOnlyList<JsonObject> rows)
    {
        var given = rows.Where(r => r[$"s{index}"] is not null).ToArray();
        return new ListSum(field, given.GroupBy(r => r[$"c{index}"]?.ToString() ?? "").ToDictionary(g => g.Key, g => g.Sum(r => (decimal)r[$"s{index}"]!)), given.Sum(r => (long)r[$"g{index}"]!));
    }
}
