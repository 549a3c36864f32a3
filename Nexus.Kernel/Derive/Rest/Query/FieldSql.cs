using System.Runtime.CompilerServices;
using System.Collections.Concurrent;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Fields as SQL expressions: as JSON shows them, as filters compare them, as a table of text shows them.</summary>
internal static class FieldSql
{
    private static readonly ConditionalWeakTable<Shape, ConcurrentDictionary<string, string>> Lists = [];

    /// <summary>All columns of a shape with their names, for <c>select=*</c>.</summary>
    public static string All(Shape shape, string alias) => Lists.GetOrCreateValue(shape).GetOrAdd(alias, static (a, s) =>
        string.Join(", ", s.Fields.Select(f => $"{Shown(f, a)} as {Sql.Quote(f.Name)}")), shape);

    /// <summary>The value as JSON shows it.</summary>
    public static string Shown(Field field, string alias) => field switch
    {
        { IsCustom: true } => $"{alias}.custom->{Literal(field.Name)}",
        { Kind: FieldKind.Money } => $"case when {Column(field, alias)} is not null then json_build_object('amount', trim_scale({Column(field, alias)}), 'currency', {alias}.{Sql.Quote(field.Columns[1])}) end",
        { Kind: FieldKind.Decimal } => $"trim_scale({Column(field, alias)})",
        _ => Column(field, alias),
    };

    /// <summary>The value as filters and order see it; money is its amount.</summary>
    public static string Compared(Field field, string alias)
    {
        if (!field.IsCustom)
            return Column(field, alias);

        var text = $"({alias}.custom->>{Literal(field.Name)})";
        return field.Kind switch
        {
            FieldKind.Boolean => text + "::boolean",
            FieldKind.Integer => text + "::bigint",
            FieldKind.Decimal => text + "::numeric",
            FieldKind.Money => $"({alias}.custom->{Literal(field.Name)}->>'amount')::numeric",
            FieldKind.Date => text + "::date",
            FieldKind.Instant => text + "::timestamptz",
            FieldKind.Id => text + "::uuid",
            FieldKind.TextList or FieldKind.Json => $"({alias}.custom->{Literal(field.Name)})",
            _ => text,
        };
    }

    /// <summary>The currency of money.</summary>
    public static string Currency(Field field, string alias) =>
        field.IsCustom ? $"({alias}.custom->{Literal(field.Name)}->>'currency')" : $"{alias}.{Sql.Quote(field.Columns[1])}";

    /// <summary>The columns of a table of text: money is two.</summary>
    public static IEnumerable<(string Name, string Sql)> Texts(Field field, string alias, string? name = null)
    {
        name ??= field.Name;
        if (field.Kind is FieldKind.Money)
        {
            yield return (name, $"trim_scale({Compared(field, alias)})::text");
            yield return (name + "_currency", Currency(field, alias));
        }
        else if (field.Kind is FieldKind.Instant && !field.IsCustom)
        {
            yield return (name, $"to_json({Column(field, alias)})#>>'{{}}'");
        }
        else if (field.IsCustom)
        {
            yield return (name, $"{alias}.custom->>{Literal(field.Name)}");
        }
        else
        {
            yield return (name, field.Kind switch
            {
                FieldKind.Text or FieldKind.Choice => Column(field, alias),
                FieldKind.Decimal => $"trim_scale({Column(field, alias)})::text",
                FieldKind.TextList => $"to_json({Column(field, alias)})::text",
                _ => Column(field, alias) + "::text",
            });
        }
    }

    private static string Column(Field field, string alias) => $"{alias}.{Sql.Quote(field.Name)}";

    /// <summary>The name of a field that a tenant defined; plain by definition, quoted all the same.</summary>
    private static string Literal(string name) => $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";
}
