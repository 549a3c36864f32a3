using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.Lists;

/// <summary>
/// One condition of a list, as the API's query language writes it inside of <c>and=(…)</c>: <c>status.in.(open,won)</c>. The page understands a
/// few words more, which mean another thing each day or to each person: <c>@me</c>, <c>@today</c>, <c>due_on.next.7</c>.
/// </summary>
/// <param name="Text">As it stands in the address.</param>
/// <param name="Field">Null where the text is more than a simple condition; it is kept as it is.</param>
public sealed record ListCondition(string Text, Field? Field, bool Negated, string Operator, IReadOnlyList<string> Values)
{
    public const string Me = "@me";

    public const string Today = "@today";

    private const string Special = "(){},\"\\";

    /// <summary>Reaches back or ahead this many days at most.</summary>
    private const int DaysMax = 3_660;

    public static ListCondition Of(Field field, string @operator, IReadOnlyList<string> values, bool negated = false)
    {
        var value = @operator switch
        {
            "in" => "(" + string.Join(',', values.Select(Quote)) + ")",
            "cs" => "{" + string.Join(',', values.Select(Quote)) + "}",
            _ => Quote(values[0]),
        };
        return new ListCondition($"{field.Name}.{(negated ? "not." : "")}{@operator}.{value}", field, negated, @operator, values);
    }

    /// <summary>Reads a condition; one that isn't <c>field.operator.value</c> stays a text.</summary>
    public static ListCondition Parse(string text, Shape shape)
    {
        var parts = text.Split('.', 3);
        if (parts.Length == 3 && parts[1] == "not" && parts[2].Split('.', 2) is [var negatedOperator, var negatedValue])
            return Simple(text, shape.Find(parts[0]), true, negatedOperator, negatedValue);
        return parts.Length == 3 ? Simple(text, shape.Find(parts[0]), false, parts[1], parts[2]) : new ListCondition(text, null, false, "", []);
    }

    /// <summary>The parts of <c>(a.eq.1,or(b.eq.2,c.eq.3))</c>.</summary>
    public static bool TrySplit(string text, [NotNullWhen(true)] out IReadOnlyList<string>? parts)
    {
        parts = null;
        if (text is not ['(', .., ')'])
            return false;
        var (found, depth, start, quoted) = (new List<string>(), 0, 1, false);
        for (var i = 1; i < text.Length - 1; i++)
        {
            if (quoted && text[i] == '\\')
                i++;
            else if (text[i] == '"')
                quoted = !quoted;
            else if (!quoted && text[i] is '(' or '{')
                depth++;
            else if (!quoted && text[i] is ')' or '}')
                depth--;
            else if (!quoted && depth == 0 && text[i] == ',')
            {
                found.Add(text[start..i].Trim());
                start = i + 1;
            }

            if (depth < 0)
                return false;
        }

        if (depth != 0 || quoted)
            return false;
        found.Add(text[start..^1].Trim());
        parts = [.. found.Where(p => p.Length > 0)];
        return true;
    }

    /// <summary>The condition in the API's own words, for this person and this day.</summary>
    public string ForApi(Guid? me, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (Field is null)
            return Text;
        var not = Negated ? "not." : "";
        if (Field.Kind is FieldKind.Date or FieldKind.Instant)
            return ForDays(DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime), zone, not) ?? Text;
        if (Field.Kind is FieldKind.Id && Values.Contains(Me))
            return Of(Field, Operator, [.. Values.Select(v => v == Me ? (me ?? Guid.Empty).ToString() : v)], Negated).Text;
        return Text;
    }

    private string? ForDays(DateOnly today, TimeZoneInfo zone, string not)
    {
        var name = Field!.Name;
        string At(DateOnly day) => Field.Kind is FieldKind.Date ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : Midnight(day, zone);
        string Between(DateOnly first, DateOnly last) => Field.Kind is FieldKind.Date ? $"and({name}.gte.{At(first)},{name}.lte.{At(last)})" : $"and({name}.gte.{At(first)},{name}.lt.{At(last.AddDays(1))})";
        if (Operator is "last" or "next" && int.TryParse(Values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var days) && days <= DaysMax)
            return not + (Operator == "last" ? Between(today.AddDays(-days), today) : Between(today, today.AddDays(days)));
        if (!TryDay(Values[0], today, out var day))
            return null;
        return (Field.Kind, Operator) switch
        {
            (FieldKind.Date, _) => $"{name}.{not}{Operator}.{At(day)}",
            (_, "eq") => not + Between(day, day),
            (_, "gt") => $"{name}.{not}gte.{At(day.AddDays(1))}",
            (_, "lte") => $"{name}.{not}lt.{At(day.AddDays(1))}",
            (_, "gte" or "lt") => $"{name}.{not}{Operator}.{At(day)}",
            _ => null,
        };
    }

    public static bool TryDay(string text, DateOnly today, out DateOnly day)
    {
        day = today;
        return text == Today || DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
    }

    private static string Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        // A day may begin at one o'clock, where clocks are put forward at midnight.
        if (zone.IsInvalidTime(local))
            local = local.AddHours(1);
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
    }

    /// <summary>A value as it may stand inside of a list.</summary>
    public static string Quote(string value) =>
        value.Length > 0 && value.AsSpan().IndexOfAny(Special) < 0 && value.Trim() == value ? value : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static ListCondition Simple(string text, Field? field, bool negated, string @operator, string value)
    {
        if (field is null)
            return new ListCondition(text, null, negated, @operator, []);
        var list = @operator is "cs" && value is ['{', .., '}'] ? $"({value[1..^1]})" : @operator is "in" ? value : "";
        var values = TrySplit(list, out var parts) ? parts.Select(Unquote).ToArray() : [Unquote(value)];
        return new ListCondition(text, field, negated, @operator, values);
    }

    private static string Unquote(string value)
    {
        if (value is not ['"', .., '"'] || value.Length < 2)
            return value;
        var text = new System.Text.StringBuilder();
        for (var i = 1; i < value.Length - 1; i++)
            text.Append(value[i] == '\\' && i + 1 < value.Length - 1 ? value[++i] : value[i]);
        return text.ToString();
    }
}
