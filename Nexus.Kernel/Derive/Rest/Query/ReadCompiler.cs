using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest.Query;

/// <summary>
/// A read as one SQL statement. Names become columns only by way of the model, values only as parameters; each resource that takes part,
/// the embedded ones too, is entered with its permission and its row rule.
/// </summary>
internal sealed class ReadCompiler(NexusModel model, Tenant tenant, Caller caller)
{
    /// <summary>The name of the rows that JSON is made from; no column can be called so.</summary>
    private const string Rows = "\"#\"";

    private int _scopes;

    /// <summary>A resource's table, as far as the caller may see it.</summary>
    /// <exception cref="Fault">403 without the permission to read.</exception>
    public Scope Enter(ResourceType resource)
    {
        var rows = caller.Rights.RowsFor(resource.ReadPermission) ?? throw Fault.Denied(resource.ReadPermission);
        var alias = _scopes++ == 0 ? "t" : "t" + (_scopes - 1);
        return new Scope(resource, tenant.ShapeOf(resource), alias, TenantDb.TableOf(resource, tenant), RowRules.Condition(model, resource, alias, rows, caller, tenant));
    }

    /// <summary>One row: how many there are, how many there are in all (if asked for), and the rows as one JSON text.</summary>
    public Sql List(ResourceType resource, QueryNode query, bool one, Sql? total)
    {
        var scope = Enter(resource);
        var page = (Sql)$"select {Columns(scope, query)} from {scope.Table} {Sql.Raw(scope.Alias)}{Where(scope, query)}{OrderBy(scope, query)}{Page(query, ReadLimits.RowsDefault, ReadLimits.RowsMax)}";
        var json = Sql.Raw(one ? $"(json_agg({Rows})->0)::text" : $"coalesce(json_agg({Rows})::text, '[]')");
        return $"select count(*), {total ?? Sql.Raw("null::bigint")}, {json} from ({page}) {Sql.Raw(Rows)}";
    }

    /// <summary>One row: version and JSON of the row with the id.</summary>
    public Sql One(ResourceType resource, QueryNode query, Guid id)
    {
        if (query.IsGrouped)
            throw Fault.Malformed("aggregate_not_supported", "One row has no sum. Ask the list with a filter by id.", "select");
        var scope = Enter(resource);
        var alias = Sql.Raw(scope.Alias);
        var rule = scope.Rule is null ? Sql.Empty : (Sql)$" and {scope.Rule}";
        var filters = And([.. query.Conditions.Select(c => Filter(c, scope, query)), .. Inner(scope, query)]);
        return $"select {alias}.version, (select row_to_json({Sql.Raw(Rows)})::text from (select {Columns(scope, query)}) {Sql.Raw(Rows)}) from {scope.Table} {alias} where {alias}.id = {id}{rule}{(filters is null ? Sql.Empty : (Sql)$" and {filters}")}";
    }

    /// <summary>Rows as columns of text, with the columns' names.</summary>
    public (Sql Sql, IReadOnlyList<TextColumn> Columns) Table(ResourceType resource, QueryNode query)
    {
        var scope = Enter(resource);
        TextColumn[] columns = query.IsGrouped ? [.. Groups.Outputs(scope, query).Select(o => new TextColumn(o.Name, $"({o.Sql})::text", IsText: true))] : [.. TextColumns(scope, query)];
        if (columns.Length == 0)
            throw Fault.Malformed("no_columns", "A table needs a column; name one in select.", "select");
        var list = Sql.Join(", ", columns.Select(c => c.Sql));
        return ($"select {list} from {scope.Table} {Sql.Raw(scope.Alias)}{Where(scope, query)}{OrderBy(scope, query)}{Page(query, ReadLimits.RowsDefault, ReadLimits.RowsMax)}", columns);
    }

    /// <summary>All rows that the filters leave, without order and page: what counts count.</summary>
    public Sql AllRows(ResourceType resource, QueryNode query)
    {
        var scope = Enter(resource);
        return query.IsGrouped
            ? $"select {Columns(scope, query)} from {scope.Table} {Sql.Raw(scope.Alias)}{Where(scope, query)}{Groups.GroupBy(query)}"
            : (Sql)$"select 1 from {scope.Table} {Sql.Raw(scope.Alias)}{Where(scope, query)}";
    }

    private Sql Columns(Scope scope, QueryNode query)
    {
        if (query.Items is [AllColumns])
            return Sql.Raw(FieldSql.All(scope.Shape, scope.Alias));
        if (query.IsGrouped)
            return Groups.Columns(scope, query);
        if (query.Items is [CountOfRows count])
            return Sql.Raw($"count(*) as {Sql.Quote(count.Alias ?? "count")}");
        return Sql.Join(", ", Outputs(scope, query).Select(o => (Sql)$"{o.Sql} as {Sql.Raw(Sql.Quote(o.Name))}"));
    }

    /// <summary>The columns of the answer; what is named explicitly takes the place of the same name in <c>*</c>.</summary>
    private List<(string Name, Sql Sql)> Outputs(Scope scope, QueryNode query)
    {
        var named = query.Items.Where(i => i is not AllColumns).SelectMany(i => Output(i, scope)).ToList();
        var names = new HashSet<string>();
        foreach (var (name, _) in named)
        {
            if (!names.Add(name))
                throw Fault.Malformed("duplicate_column", $"select gives two columns the name {name}. Rename one: other:{name}.", "select");
        }

        return query.Items.OfType<AllColumns>().Any()
            ? [.. scope.Shape.Fields.Where(f => !names.Contains(f.Name)).Select(f => (f.Name, Sql.Raw(FieldSql.Shown(f, scope.Alias)))), .. named]
            : named;
    }

    private IEnumerable<(string Name, Sql Sql)> Output(SelectItem item, Scope scope) => item switch
    {
        ColumnItem column => [Output(column, scope)],
        EmbedItem { Spread: true } embed => Spread(embed, scope),
        EmbedItem { Query.Items.Count: 0 } => [],
        EmbedItem embed => [(embed.Alias ?? embed.Target, Embedded(embed, scope))],
        _ => throw Fault.Malformed("count_alone", "count stands alone in its list: contacts(count).", "select"),
    };

    private static (string Name, Sql Sql) Output(ColumnItem item, Scope scope)
    {
        var field = scope.Field(item.Path.Name);
        if (item.Path.Steps.Count > 0)
        {
            var name = item.Alias ?? item.Path.Steps.Select(s => s.Key).LastOrDefault(k => !k.All(char.IsAsciiDigit)) ?? field.Name;
            if (name.Length is 0 or > 60 || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or ' ' or '$'))
                throw Fault.Malformed("wrong_alias", "Give the column a name: name:settings->key.", "select");
            var place = field.Kind is not FieldKind.Money ? Operand.Steps(field, item.Path, scope.Alias)
                : Operand.Of(field, item.Path, scope.Alias) is { Kind: FieldKind.Money } amount ? (Sql)$"trim_scale({amount.Sql})"
                : Operand.Of(field, item.Path, scope.Alias).Sql;
            return (name, item.AsText ? $"({place})::text" : place);
        }

        return (item.Alias ?? field.Name, Sql.Raw(item.AsText ? $"({FieldSql.Texts(field, scope.Alias).First().Sql})" : FieldSql.Shown(field, scope.Alias)));
    }

    private Sql Embedded(EmbedItem embed, Scope outer)
    {
        if (embed.Query.IsGrouped)
            throw Fault.Malformed("count_alone", "count stands alone in its list: contacts(count).", "select");
        var (inner, embedding, link) = Link(embed, outer);
        var from = (Sql)$" from {inner.Table} {Sql.Raw(inner.Alias)}{Where(inner, embed.Query, link, withArchived: embedding.ToOne)}";
        if (embed.Query.Items is [CountOfRows])
            return embedding.ToOne ? throw Fault.Malformed("count_alone", "Only lists are counted.", "select") : (Sql)$"(select json_build_array(row_to_json({Sql.Raw(Rows)})) from (select {Columns(inner, embed.Query)}{from}) {Sql.Raw(Rows)})";
        if (embedding.ToOne)
            return $"(select row_to_json({Sql.Raw(Rows)}) from (select {Columns(inner, embed.Query)}{from}) {Sql.Raw(Rows)})";

        var page = (Sql)$"{OrderBy(inner, embed.Query)}{Page(embed.Query, ReadLimits.EmbeddedRowsDefault, ReadLimits.EmbeddedRowsMax)}";
        return $"(select coalesce(json_agg({Sql.Raw(Rows)}), '[]') from (select {Columns(inner, embed.Query)}{from}{page}) {Sql.Raw(Rows)})";
    }

    /// <summary>Columns of a referenced row as if they were the outer row's own.</summary>
    private IEnumerable<(string Name, Sql Sql)> Spread(EmbedItem embed, Scope outer)
    {
        var (inner, embedding, link) = Link(embed, outer);
        if (!embedding.ToOne)
            throw Fault.Malformed("spread_of_many", $"{embed.Target} is a list; only a single row can be spread.", "select");
        return Outputs(inner, embed.Query)
            .Select(o => (o.Name, (Sql)$"(select {o.Sql} from {inner.Table} {Sql.Raw(inner.Alias)}{Where(inner, embed.Query, link, withArchived: true)})"));
    }

    private (Scope Inner, Embedding Embedding, Sql Link) Link(EmbedItem embed, Scope outer)
    {
        var embedding = Embedding.Find(model, tenant.Has, outer.Resource, embed.Target, embed.Hint);
        var inner = Enter(embedding.Resource);
        var column = Sql.Quote(embedding.Field.Name);
        return (inner, embedding, Sql.Raw(embedding.ToOne ? $"{inner.Alias}.id = {outer.Alias}.{column}" : $"{inner.Alias}.{column} = {outer.Alias}.id"));
    }

    private Sql Where(Scope scope, QueryNode query, Sql? link = null, bool withArchived = false)
    {
        var conditions = new List<Sql>();
        if (link is not null)
            conditions.Add(link);
        if (scope.Rule is not null)
            conditions.Add(scope.Rule);
        if (!withArchived && !query.FiltersBy("archived_at"))
            conditions.Add(Sql.Raw($"{scope.Alias}.archived_at is null"));
        conditions.AddRange(query.Conditions.Select(c => Filter(c, scope, query)));
        conditions.AddRange(Inner(scope, query));
        return And(conditions) is { } all ? (Sql)$" where {all}" : Sql.Empty;
    }

    private IEnumerable<Sql> Inner(Scope scope, QueryNode query) => query.Embeds.Where(e => e.Inner).Select(e => Exists(e, scope));

    private Sql Exists(EmbedItem embed, Scope outer)
    {
        var (inner, embedding, link) = Link(embed, outer);
        return $"exists (select 1 from {inner.Table} {Sql.Raw(inner.Alias)}{Where(inner, embed.Query, link, withArchived: embedding.ToOne)})";
    }

    private Sql Filter(Condition condition, Scope scope, QueryNode query)
    {
        var sql = condition switch
        {
            Logic logic => Sql.Join(logic.Any ? " or " : " and ", logic.Parts.Select(p => Filter(p, scope, query))),
            Comparison { Path.Steps.Count: 0, Operator: "is" } comparison when query.FindEmbed(comparison.Path.Name) is { } embed && scope.Shape.Find(comparison.Path.Name) is null => IsThere(comparison, embed, scope),
            Comparison comparison => FilterCompiler.Compile(comparison, scope),
            _ => throw new InvalidOperationException(condition.GetType().Name),
        };
        return condition.Negated ? (Sql)$"not ({sql})" : $"({sql})";
    }

    private Sql IsThere(Comparison comparison, EmbedItem embed, Scope scope) => comparison.Value switch
    {
        "null" => $"not {Exists(embed, scope)}",
        "not_null" => Exists(embed, scope),
        _ => throw FilterValue.Wrong(comparison.Path.Name, "can be is.null or is.not_null"),
    };

    private Sql OrderBy(Scope scope, QueryNode query)
    {
        if (query.IsGrouped)
            return Groups.GroupBy(query);
        if (query.Items is [CountOfRows])
            return Sql.Empty;

        var terms = query.Order.Select(t => Term(t, scope, query)).ToList();
        // The id at the end makes the order total: pages neither overlap nor leave a gap.
        if (query.Order.All(t => t.Path.Name != "id" || t.Embed is not null))
            terms.Add(Sql.Raw($"{scope.Alias}.id"));
        return $" order by {Sql.Join(", ", terms)}";
    }

    private Sql Term(OrderTerm term, Scope scope, QueryNode query)
    {
        var tail = Sql.Raw((term.Descending ? " desc" : "") + term.NullsFirst switch { true => " nulls first", false => " nulls last", _ => "" });
        if (term.Embed is null)
            return Ordered(scope, term.Path).Then(tail);

        var embed = query.FindEmbed(term.Embed) ?? new EmbedItem(null, term.Embed, null, false, false, new QueryNode());
        var (inner, embedding, link) = Link(embed, scope);
        if (!embedding.ToOne)
            throw Fault.Malformed("order_by_many", $"{term.Embed} is a list; rows can be ordered by a single row only.", "order");
        return $"(select {Ordered(inner, term.Path)} from {inner.Table} {Sql.Raw(inner.Alias)}{Where(inner, embed.Query, link, withArchived: true)}){tail}";
    }

    private static Sql Ordered(Scope scope, FieldPath path) => Operand.Of(scope.Field(path.Name), path, scope.Alias).Sql;

    private static Sql Page(QueryNode query, int rowsDefault, int rowsMax)
    {
        if (query.Items is [CountOfRows])
            return Sql.Empty;
        var limit = Math.Min(query.Limit ?? rowsDefault, rowsMax);
        return query.Offset is > 0 and var offset ? (Sql)$" limit {limit} offset {offset}" : (Sql)$" limit {limit}";
    }

    private IEnumerable<TextColumn> TextColumns(Scope scope, QueryNode query)
    {
        foreach (var item in query.Items)
        {
            switch (item)
            {
                case AllColumns:
                    foreach (var column in scope.Shape.Fields.SelectMany(f => TextColumn.Of(f, scope.Alias, null)))
                        yield return column;
                    break;
                case ColumnItem { Path.Steps.Count: 0 } column:
                    foreach (var text in TextColumn.Of(scope.Field(column.Path.Name), scope.Alias, column.Alias))
                        yield return text;
                    break;
                default:
                    foreach (var (name, sql) in Output(item, scope))
                        yield return new TextColumn(name, $"({sql})::text", IsText: true);
                    break;
            }
        }
    }

    private static Sql? And(IReadOnlyList<Sql> conditions) => conditions.Count == 0 ? null : Sql.Join(" and ", conditions);
}

/// <summary>A column of a table of text.</summary>
/// <param name="IsText">What stands in it was written by people, so a spreadsheet might take it for a formula.</param>
internal sealed record TextColumn(string Name, Sql Sql, bool IsText)
{
    public static IEnumerable<TextColumn> Of(Field field, string alias, string? name) =>
        FieldSql.Texts(field, alias, name).Select(c => new TextColumn(c.Name, Sql.Raw(c.Sql), field.Kind is FieldKind.Text or FieldKind.TextList or FieldKind.Json));
}
