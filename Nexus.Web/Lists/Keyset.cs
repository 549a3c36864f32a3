using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Web.Lists;

/// <summary>
/// Pages by the last row seen instead of by counting rows from the start: the next page is a range of an index, so that page 20,000 costs
/// what page 1 does. A page is put together from legs, each in the order of one index: rows that are equal to the last one and come after it
/// by id, rows beyond it, and at the end those without a value.
/// </summary>
internal static class Keyset
{
    /// <summary>Rows that can be skipped by counting them.</summary>
    private const int OffsetMax = 100_000;

    /// <summary>Rows in an order that no field of their own gives are counted.</summary>
    public static bool Counts(ListOrder? order) => order?.Field is { References: not null } or { Kind: FieldKind.Boolean };

    /// <summary>Queries to ask in turn until there are rows enough.</summary>
    /// <exception cref="Fault">400 when the place can't be read.</exception>
    public static IReadOnlyList<string> Legs(ListOrder? order, string? after)
    {
        if (Counts(order))
            return [$"order={Term(order!)}&offset={Offset(after)}"];
        var descending = order?.Descending ?? true;
        var (tail, beyond) = descending ? (".desc", "lt") : ("", "gt");
        var last = Place(after);
        if (order is null || order.Field.Name == "id")
            return [last is null ? $"order=id{tail}" : $"id={beyond}.{last.Value.Id}&order=id{tail}"];

        var name = order.Field.Name;
        var legs = new List<string>();
        if (last is { Value: { } value })
        {
            var escaped = Uri.EscapeDataString(value);
            legs.Add($"{name}=eq.{escaped}&id={beyond}.{last.Value.Id}&order=id{tail}");
            legs.Add($"{name}={beyond}.{escaped}&order={name}{tail},id{tail}");
        }

        var canBeEmpty = order.Field.Nullable || order.Field.IsCustom;
        if (last is null)
            legs.Add($"{(canBeEmpty ? $"{name}=not.is.null&" : "")}order={name}{tail},id{tail}");
        if (canBeEmpty)
            legs.Add($"{name}=is.null&{(last is { Value: null } ? $"id={beyond}.{last.Value.Id}&" : "")}order=id{tail}");
        // Beyond the last row that had a value none has one.
        return last is { Value: null } ? [legs[^1]] : legs;
    }

    /// <summary>The place after the row.</summary>
    public static string After(ListOrder? order, JsonObject row, string? before, int rows)
    {
        if (Counts(order))
            return (Offset(before) + rows).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var value = order is null ? null : row[order.Field.Name];
        if (order?.Field.Kind is FieldKind.Money)
            value = value?["amount"];
        return new JsonArray(value is null ? null : JsonValue.Create(value is JsonValue v && v.GetValueKind() is JsonValueKind.String ? v.GetValue<string>() : value.ToJsonString()), JsonValue.Create((string?)row["id"])).ToJsonString();
    }

    private static (string? Value, string Id)? Place(string? after)
    {
        if (after is null)
            return null;
        try
        {
            if (JsonNode.Parse(after) is JsonArray { Count: 2 } place && Guid.TryParse((string?)place[1], out var id))
                return ((string?)place[0], id.ToString());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            // As below.
        }

        throw Wrong();
    }

    private static int Offset(string? after) => after is null ? 0 : int.TryParse(after, out var offset) && offset is >= 0 and <= OffsetMax ? offset : throw Wrong();

    private static Fault Wrong() => Fault.Malformed("wrong_place", "The list has no such page. Begin at its first one.", "after");

    private static string Term(ListOrder order) =>
        (order.Field.References is null ? order.Field.Name : $"{order.Field.EmbedName}({{title}})") + (order.Descending ? ".desc" : "") + ".nullslast";
}
