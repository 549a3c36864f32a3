using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>Reads of sums and counts: <c>select=stage_id,value->>currency,value.sum(),count()</c> answers a row for each stage and currency.</summary>
internal static class Groups
{
    /// <summary>The columns of the answer: what the groups go by as it is, the rest over each group.</summary>
    /// <exception cref="Fault">400 for what can't be added or grouped by.</exception>
    public static IReadOnlyList<(string Name, Sql Sql)> Outputs(Scope scope, QueryNode query)
    {
        if (query.Order.Count > 0)
            throw Fault.Malformed("order_not_allowed", "Groups come in the order of the fields that they go by.", "order");
        var outputs = query.Items.Select(i => Output(i, scope, query)).ToList();
        if (outputs.GroupBy(o => o.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Fault.Malformed("duplicate_column", $"select gives two columns the name {twice.Key}. Rename one: other:{twice.Key}.", "select");
        return outputs;
    }

    public static Sql Columns(Scope scope, QueryNode query) => Sql.Join(", ", Outputs(scope, query).Select(o => (Sql)$"{o.Sql} as {Sql.Raw(Sql.Quote(o.Name))}"));

    /// <summary>By the places of the columns, which is the order of the groups, too.</summary>
    public static Sql GroupBy(QueryNode query)
    {
        var places = string.Join(", ", query.Items.Select((item, index) => (item, index)).Where(i => i.item is ColumnItem).Select(i => i.index + 1));
        return places.Length == 0 ? Sql.Empty : Sql.Raw($" group by {places} order by {places}");
    }

    private static (string Name, Sql Sql) Output(SelectItem item, Scope scope, QueryNode query) => item switch
    {
        CountOfRows count => (count.Alias ?? "count", Sql.Raw("count(*)")),
        AggregateItem aggregate => (aggregate.Alias ?? aggregate.Function, Over(aggregate, scope, query)),
        ColumnItem column => Key(column, scope),
        _ => throw Fault.Malformed("aggregate_not_supported", "Beside sums and counts only fields can be selected, which the rows are grouped by.", "select"),
    };

    private static (string Name, Sql Sql) Key(ColumnItem item, Scope scope)
    {
        var field = scope.Field(item.Path.Name);
        if (field.Kind is FieldKind.Money && item.Path.Steps.Count == 0)
            throw Fault.Malformed("money_not_grouped", $"Group by the currency, {field.Name}->>currency, or by the amount, {field.Name}->amount.", "select");
        var operand = Operand.Of(field, item.Path, scope.Alias);
        var name = item.Alias ?? item.Path.Steps.Select(s => s.Key).LastOrDefault() ?? field.Name;
        if (name.Length is 0 or > 60 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ' or '$'))
            throw Fault.Malformed("wrong_alias", "Give the column a name: name:settings->key.", "select");
        return (name, item.AsText ? $"({operand.Sql})::text" : operand.Sql);
    }

    private static Sql Over(AggregateItem item, Scope scope, QueryNode query)
    {
        var field = scope.Field(item.Path.Name);
        var operand = Operand.Of(field, item.Path, scope.Alias);
        if (item.Function is "count")
            return $"count({operand.Sql})";
        var isNumber = operand.Kind is FieldKind.Integer or FieldKind.Decimal or FieldKind.Money;
        if (!(isNumber || item.Function is "min" or "max" && operand.Kind is FieldKind.Date or FieldKind.Instant or FieldKind.Text or FieldKind.Choice))
            throw Fault.Malformed("operator_not_allowed", $"{operand.Name} has no {item.Function}.", operand.Name);
        if (operand.Kind is FieldKind.Money && !query.Items.OfType<ColumnItem>().Any(c => c.Path.Name == field.Name && c.Path.Steps is [{ Key: "currency" }]))
            throw Fault.Malformed("currency_needed", $"Amounts of different currencies have no {item.Function}: select {field.Name}->>currency, too.", operand.Name);
        return item.Function switch
        {
            "avg" => $"trim_scale(round(avg({operand.Sql}), 6))",
            "sum" => $"trim_scale(sum({operand.Sql})::numeric)",
            var function => isNumber && operand.Kind is not FieldKind.Integer ? $"trim_scale({Sql.Raw(function)}({operand.Sql}))" : (Sql)$"{Sql.Raw(function)}({operand.Sql})",
        };
    }
}
