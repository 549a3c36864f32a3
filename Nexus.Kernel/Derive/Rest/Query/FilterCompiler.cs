using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using NpgsqlTypes;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Comparisons as SQL. The operator must fit the field's kind, and every value is a parameter of that kind.</summary>
internal static class FilterCompiler
{
    private static readonly HashSet<string> Languages =
        ["simple", "arabic", "danish", "dutch", "english", "finnish", "french", "german", "hungarian", "italian", "norwegian", "portuguese", "romanian", "russian", "spanish", "swedish", "turkish"];

    public static Sql Compile(Comparison comparison, Scope scope)
    {
        if (comparison.Path is { Name: "search", Steps.Count: 0 } && scope.Shape.Find("search") is null && scope.Resource is { Searchable: true, Storage: Storage.Tenant })
            return FullText(comparison, Sql.Raw($"{scope.Alias}.search"), "search");

        var field = scope.Field(comparison.Path.Name);
        var operand = Operand.Of(field, comparison.Path, scope.Alias);
        return comparison.Operator switch
        {
            "is" => Is(comparison, operand),
            "in" => $"{operand.Sql} = any({FilterValue.Many(operand.Kind, comparison.Values, operand.Name, operand.Choices)})",
            "like" or "ilike" or "match" or "imatch" => Pattern(comparison, operand),
            "cs" or "cd" or "ov" => Containment(comparison, operand),
            "fts" or "plfts" or "phfts" or "wfts" => FullText(comparison, $"to_tsvector({Sql.Raw(Language(comparison))}, {Text(comparison, operand)})", operand.Name),
            _ => Compare(comparison, operand),
        };
    }

    private static Sql Compare(Comparison comparison, Operand operand)
    {
        var sign = Sql.Raw(comparison.Operator switch { "eq" => "=", "neq" => "<>", "gt" => ">", "gte" => ">=", "lt" => "<", "lte" => "<=", _ => "is distinct from" });
        if (operand.Kind is FieldKind.Boolean && comparison.Operator is not ("eq" or "neq" or "isdistinct"))
            throw NotAllowed(comparison, operand);
        if (operand.Kind is FieldKind.Json)
            return comparison.Quantifier is null ? (Sql)$"{operand.Sql} {sign} {FilterValue.Json(comparison.Value, operand.Name)}" : throw NotAllowed(comparison, operand);
        if (operand.Kind is FieldKind.TextList)
        {
            if (comparison.Operator is not ("eq" or "neq") || comparison.Quantifier is not null)
                throw NotAllowed(comparison, operand);
            return $"{operand.Sql} {sign} {List(comparison, operand)}";
        }

        return comparison.Quantifier is { } quantifier
            ? (Sql)$"{operand.Sql} {sign} {Sql.Raw(quantifier)}({FilterValue.Many(operand.Kind, comparison.Values, operand.Name, operand.Choices)})"
            : $"{operand.Sql} {sign} {FilterValue.One(operand.Kind, comparison.Value, operand.Name, operand.Choices)}";
    }

    private static Sql Is(Comparison comparison, Operand operand) => (comparison.Value.ToLowerInvariant(), operand.Kind) switch
    {
        ("null", _) => $"{operand.Sql} is null",
        ("not_null", _) => $"{operand.Sql} is not null",
        ("true", FieldKind.Boolean) => $"{operand.Sql} is true",
        ("false", FieldKind.Boolean) => $"{operand.Sql} is false",
        ("unknown", FieldKind.Boolean) => $"{operand.Sql} is null",
        _ => throw FilterValue.Wrong(operand.Name, "can be is.null or is.not_null" + (operand.Kind is FieldKind.Boolean ? ", is.true or is.false" : "")),
    };

    private static Sql Pattern(Comparison comparison, Operand operand)
    {
        var like = comparison.Operator is "like" or "ilike";
        var sign = Sql.Raw(comparison.Operator switch { "like" => "like", "ilike" => "ilike", "match" => "~", _ => "~*" });
        var patterns = comparison.Values.Select(v => like ? v.Replace('*', '%') : v).ToArray();
        if (!like && patterns.Any(p => p.Length > ReadLimits.PatternLengthMax))
            throw FilterValue.Wrong(operand.Name, $"has a pattern of more than {ReadLimits.PatternLengthMax} characters");
        if (like && patterns.Any(p => (p.Length - p.AsSpan().TrimEnd('\\').Length) % 2 == 1))
            throw Fault.Malformed("wrong_pattern", "A pattern can't end with a single backslash.", operand.Name);
        var text = Text(comparison, operand);
        return comparison.Quantifier is { } quantifier
            ? (Sql)$"{text} {sign} {Sql.Raw(quantifier)}({FilterValue.Many(FieldKind.Text, patterns, operand.Name)})"
            : $"{text} {sign} {FilterValue.One(FieldKind.Text, patterns[0], operand.Name)}";
    }

    private static Sql Containment(Comparison comparison, Operand operand)
    {
        if (operand.Kind is FieldKind.Json && comparison.Operator is not "ov")
            return $"{operand.Sql} {Sql.Raw(comparison.Operator == "cs" ? "@>" : "<@")} {FilterValue.Json(comparison.Value, operand.Name)}";
        if (operand.Kind is not FieldKind.TextList)
            throw NotAllowed(comparison, operand);
        if (comparison.Operator == "ov")
            return $"{operand.Sql} {Sql.Raw(operand.IsJson ? "?|" : "&&")} {Sql.Value(FilterValue.List(comparison.Value, operand.Name).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text)}";
        return $"{operand.Sql} {Sql.Raw(comparison.Operator == "cs" ? "@>" : "<@")} {List(comparison, operand)}";
    }

    /// <summary>A list as the field keeps it: declared ones as an array, a tenant's own as JSON.</summary>
    private static Sql List(Comparison comparison, Operand operand)
    {
        var list = FilterValue.List(comparison.Value, operand.Name).ToArray();
        return operand.IsJson ? Sql.Value(System.Text.Json.JsonSerializer.Serialize(list), NpgsqlDbType.Jsonb) : Sql.Value(list, NpgsqlDbType.Array | NpgsqlDbType.Text);
    }

    private static Sql FullText(Comparison comparison, Sql document, string name)
    {
        var parser = comparison.Operator switch
        {
            "fts" => "to_tsquery",
            "plfts" => "plainto_tsquery",
            "phfts" => "phraseto_tsquery",
            "wfts" => "websearch_to_tsquery",
            _ => throw Fault.Malformed("operator_not_allowed", "search takes fts, plfts, phfts or wfts.", name),
        };
        return $"{document} @@ {Sql.Raw(parser)}({Sql.Raw(Language(comparison))}, {FilterValue.One(FieldKind.Text, comparison.Value, name)})";
    }

    private static string Language(Comparison comparison) => comparison.Language is not { } language ? "'simple'::regconfig"
        : Languages.Contains(language) ? $"'{language}'::regconfig"
        : throw Fault.Malformed("unknown_language", $"Full text search knows: {string.Join(", ", Languages)}.", comparison.Path.Name);

    private static Sql Text(Comparison comparison, Operand operand) =>
        operand.Kind is FieldKind.Text or FieldKind.Choice ? operand.Sql : throw NotAllowed(comparison, operand);

    private static Fault NotAllowed(Comparison comparison, Operand operand) =>
        Fault.Malformed("operator_not_allowed", $"{operand.Name} can't be filtered by {comparison.Operator}.", operand.Name);
}
