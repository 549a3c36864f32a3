using System.Globalization;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using NpgsqlTypes;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>What a filter or an order is about: a field, an amount's currency, a place in JSON.</summary>
/// <param name="Name">For faults.</param>
/// <param name="IsJson">Kept as JSON, also when its kind is a list.</param>
internal sealed record Operand(Sql Sql, FieldKind Kind, string Name, IReadOnlyList<string>? Choices, bool IsJson)
{
    public static Operand Of(Field field, FieldPath path, string alias)
    {
        if (path.Steps.Count == 0)
            return new Operand(Sql.Raw(FieldSql.Compared(field, alias)), field.Kind, field.Name, field.Choices, field.IsCustom);
        if (field.Kind is FieldKind.Money)
        {
            return path.Steps is [{ Key: "amount" }] ? new Operand(Sql.Raw(FieldSql.Compared(field, alias)), FieldKind.Money, path.ToString(), null, false)
                : path.Steps is [{ Key: "currency" }] ? new Operand(Sql.Raw(FieldSql.Currency(field, alias)), FieldKind.Text, path.ToString(), null, false)
                : throw Fault.Malformed("unknown_field", $"{field.Name} has an amount and a currency.", field.Name);
        }

        var isText = path.Steps[^1].AsText;
        return new Operand(Steps(field, path, alias), isText ? FieldKind.Text : FieldKind.Json, path.ToString(), null, !isText);
    }

    /// <summary>The place in a JSON field; each key is a parameter.</summary>
    public static Sql Steps(Field field, FieldPath path, string alias)
    {
        if (field.Kind is not (FieldKind.Json or FieldKind.TextList) || field is { Kind: FieldKind.TextList, IsCustom: false })
            throw Fault.Malformed("unknown_field", $"{field.Name} is no JSON, so there is no path into it.", field.Name);

        var sql = Sql.Raw(FieldSql.Compared(field, alias));
        foreach (var step in path.Steps)
        {
            var key = int.TryParse(step.Key, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index)
                ? Sql.Value(index, NpgsqlDbType.Integer)
                : Sql.Value(FilterValue.Text(step.Key, field.Name), NpgsqlDbType.Text);
            sql = $"({sql} {Sql.Raw(step.AsText ? "->>" : "->")} {key})";
        }

        return sql;
    }
}
