using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy.Patches;

namespace Nexus.Kernel.Tenancy;

/// <summary>The tables of a tenant as SQL, from the declarations. <c>{schema}</c> stands for the tenant's schema.</summary>
public static class SchemaDdl
{
    private static readonly ConcurrentDictionary<(NexusModel, string), string> Fingerprints = new();
    private static readonly ConcurrentDictionary<string, (string Tables, string Indexes)> Scripts = new();

    /// <summary>Creates the schema with the tables of the modules given, in one script.</summary>
    public static string Create(NexusModel model, IReadOnlySet<string> modules, string schema) => CreateTables(model, modules, schema) + CreateIndexes(model, modules, schema);

    /// <summary>The schema and its tables, without what makes loading rows slow or bound to an order.</summary>
    internal static string CreateTables(NexusModel model, IReadOnlySet<string> modules, string schema) => In(schema, Script(model, modules).Tables);

    /// <summary>Indexes and foreign keys.</summary>
    internal static string CreateIndexes(NexusModel model, IReadOnlySet<string> modules, string schema) => In(schema, Script(model, modules).Indexes);

    /// <summary>Changes when a declaration changes in a way that the tables show.</summary>
    public static string Fingerprint(NexusModel model, IReadOnlySet<string> modules) => Fingerprints.GetOrAdd((model, string.Join(',', modules.Order(StringComparer.Ordinal))), _ =>
    {
        var text = new StringBuilder();
        foreach (var resource in Resources(model, modules))
        {
            text.Append(resource.Table).Append(TitleOrder(resource)?.Name).Append('\n');
            foreach (var field in resource.Fields)
                text.Append(Column(field)).Append(field.Unique).Append(field.DuplicateKey).Append(field.Indexed).Append(field.Searchable).Append(field.References).Append('\n');
            foreach (var index in resource.Indexes)
                text.Append(string.Join(',', index.Fields)).Append(index.Unique).Append(string.Join(',', index.Include)).Append('\n');
        }

        SchemaPatches.AddTo(text, model, modules);
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    });

    /// <summary>The statements that add what a schema lacks; nothing is taken away, but search columns whose text changed are made anew.</summary>
    internal static IEnumerable<string> Missing(NexusModel model, IReadOnlySet<string> modules, SchemaCatalog has)
    {
        if (!has.Exists)
            yield return "create schema {schema}";
        var resources = Resources(model, modules).ToArray();
        foreach (var resource in resources)
        {
            if (!has.HasTable(resource.Table))
                yield return Table(resource);
        }

        foreach (var resource in resources.Where(r => has.HasTable(r.Table)))
        {
            foreach (var statement in resource.Fields.Where(f => !has.Columns.Contains((resource.Table, f.Name))).SelectMany(f => AddColumn(resource, f)).Concat(MissingSearch(resource, has)))
                yield return statement;
        }

        foreach (var resource in resources)
        {
            var rebuilt = has.HasTable(resource.Table) && MissingSearch(resource, has).Any();
            foreach (var (name, sql) in Indexes(resource).Where(i => !has.Indexes.Contains((resource.Table, i.Name)) || rebuilt && SearchIndexes(resource).Any(s => s.Name == i.Name)))
                yield return sql;
            foreach (var (name, sql) in ForeignKeys(model, resource).Where(k => !has.Keys.Contains((resource.Table, k.Name))))
                yield return sql;
        }
    }

    private static IEnumerable<string> AddColumn(ResourceType resource, Field field)
    {
        var table = $"{{schema}}.{Sql.Quote(resource.Table)}";
        var values = field.Nullable ? [] : EmptyValues(field).ToDictionary(v => v.Name, v => v.Value);
        foreach (var (column, name) in Columns(field).Zip(field.Columns))
        {
            // Rows that are there get what a field holds that holds nothing; new ones are always given a value.
            yield return $"alter table {table} add column {column}{(values.TryGetValue(name, out var value) ? $" default {value}" : "")}";
            if (value is not null)
                yield return $"alter table {table} alter column {Sql.Quote(name)} drop default";
        }
    }

    /// <summary>Anew when the index that is named after their text isn't there.</summary>
    private static IEnumerable<string> MissingSearch(ResourceType resource, SchemaCatalog has)
    {
        if (SearchIndexes(resource).All(i => has.Indexes.Contains((resource.Table, i.Name))))
            yield break;
        foreach (var (name, sql) in SearchColumns(resource))
        {
            if (has.Columns.Contains((resource.Table, name)))
                yield return $"alter table {{schema}}.{Sql.Quote(resource.Table)} drop column {name}";
            yield return $"alter table {{schema}}.{Sql.Quote(resource.Table)} add column {sql}";
        }
    }

    /// <summary>What the columns of a field that can't be null hold in rows that were there before it, as SQL.</summary>
    internal static IEnumerable<(string Name, string Value)> EmptyValues(Field field)
    {
        yield return (field.Name, (field.Kind, field.Default) switch
        {
            (FieldKind.Text, string text) => Literal(text),
            (FieldKind.Text, _) => "''",
            (FieldKind.Choice, Enum choice) => Literal(Names.Snake(choice.ToString())),
            (FieldKind.Choice, _) => Literal(field.Choices[0]),
            (FieldKind.Boolean, bool truth) => truth ? "true" : "false",
            (FieldKind.Boolean, _) => "false",
            (FieldKind.Integer or FieldKind.Decimal, IFormattable number) => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
            (FieldKind.Integer or FieldKind.Decimal or FieldKind.Money, _) => "0",
            (FieldKind.Date, _) => "'1970-01-01'::date",
            (FieldKind.Instant, _) => "'1970-01-01T00:00:00Z'::timestamptz",
            (FieldKind.Id, _) => "'00000000-0000-0000-0000-000000000000'::uuid",
            (FieldKind.TextList, _) => "'{}'::text[]",
            (_, System.Collections.IEnumerable) => "'[]'::jsonb",
            _ => "'{}'::jsonb",
        });
        if (field.Kind is FieldKind.Money)
            yield return (field.Columns[1], "'EUR'");
    }

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static string In(string schema, string script) => script.Replace("{schema}", Sql.Quote(schema), StringComparison.Ordinal);

    internal static IEnumerable<ResourceType> Resources(NexusModel model, IReadOnlySet<string> modules) =>
        model.Resources.Where(r => r.Storage is Storage.Tenant && modules.Contains(r.Module));

    private static (string Tables, string Indexes) Script(NexusModel model, IReadOnlySet<string> modules) => Scripts.GetOrAdd(Fingerprint(model, modules), _ =>
    {
        var resources = Resources(model, modules).ToArray();
        return (
            string.Concat(resources.Select(Table).Prepend("create schema {schema}").Select(s => s + ";\n")),
            string.Concat(resources.SelectMany(r => Indexes(r).Concat(ForeignKeys(model, r))).Select(s => s.Sql + ";\n")));
    });

    internal static string Table(ResourceType resource)
    {
        var columns = resource.Fields.SelectMany(Columns).Append("custom jsonb not null default '{}'").ToList();
        columns.AddRange(SearchColumns(resource).Select(c => c.Sql));
        return $"create table {{schema}}.{Sql.Quote(resource.Table)} (\n  {string.Join(",\n  ", columns)}\n)";
    }

    internal static IEnumerable<string> Columns(Field field)
    {
        yield return Column(field);
        if (field.Kind is FieldKind.Money)
            yield return $"{Sql.Quote(field.Columns[1])} text{(field.Nullable ? "" : " not null")}";
    }

    /// <summary>What full text search and the search that forgives typing errors go by; kept by PostgreSQL itself.</summary>
    internal static IEnumerable<(string Name, string Sql)> SearchColumns(ResourceType resource)
    {
        if (!resource.Searchable)
            yield break;

        var text = SearchText(resource);
        yield return ("search_text", $"search_text text generated always as ({text}) stored");
        yield return ("search", $"search tsvector generated always as (to_tsvector('simple'::regconfig, {text})) stored");
    }

    private static string SearchText(ResourceType resource) => string.Join(" || ' ' || ", resource.Fields.Where(f => f.Searchable).Select(f =>
        f.Kind is FieldKind.TextList ? $"coalesce(nexus.flat({Sql.Quote(f.Name)}), '')" : $"coalesce({Sql.Quote(f.Name)}, '')"));

    /// <summary>Named after the text that they are about: with another text they are other indexes.</summary>
    private static IEnumerable<(string Name, string Sql)> SearchIndexes(ResourceType resource)
    {
        if (!resource.Searchable)
            yield break;

        var table = $"{{schema}}.{Sql.Quote(resource.Table)}";
        var about = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(SearchText(resource))))[..6].ToLowerInvariant();
        var words = Short($"{resource.Table}__search_{about}");
        yield return (words, $"create index {Sql.Quote(words)} on {table} using gin (search)");
        var letters = Short($"{resource.Table}__search_text_{about}");
        yield return (letters, $"create index {Sql.Quote(letters)} on {table} using gin (search_text public.gin_trgm_ops)");
    }

    internal static IEnumerable<(string Name, string Sql)> Indexes(ResourceType resource)
    {
        var table = $"{{schema}}.{Sql.Quote(resource.Table)}";
        foreach (var field in resource.Fields)
        {
            var name = Short($"{resource.Table}__{field.Name}");
            var column = Sql.Quote(field.Name);
            if (field.Unique)
                yield return (name, $"create unique index {Sql.Quote(name)} on {table} ({(field.Kind is FieldKind.Text ? $"lower({column})" : column)}) where archived_at is null");
            else if (field.DuplicateKey)
                yield return (name, $"create index {Sql.Quote(name)} on {table} (lower({column}))");
            else if (field.Indexed && field.Kind is FieldKind.TextList)
                yield return (name, $"create index {Sql.Quote(name)} on {table} using gin ({column})");
            else if ((field.Indexed || field.References is not null && !field.System) && resource.Indexes.All(i => i.Fields[0] != field.Name))
                yield return (name, $"create index {Sql.Quote(name)} on {table} ({column})");
        }

        if (TitleOrder(resource) is { } title)
        {
            var name = Short($"{resource.Table}__{title.Name}__id");
            yield return (name, $"create index {Sql.Quote(name)} on {table} ({Sql.Quote(title.Name)}, id)");
        }

        foreach (var shared in resource.Indexes)
        {
            var name = Short($"{resource.Table}__{string.Join("__", shared.Fields)}{(shared.Include.Count > 0 ? "__with" : "")}");
            var include = shared.Include.Count > 0 ? $" include ({string.Join(", ", shared.Include.Select(Sql.Quote))})" : "";
            yield return (name, $"create {(shared.Unique ? "unique " : "")}index {Sql.Quote(name)} on {table} ({string.Join(", ", shared.Fields.Select(Sql.Quote))}){include}{(shared.Unique ? " where archived_at is null" : "")}");
        }

        foreach (var index in SearchIndexes(resource))
            yield return index;
    }

    /// <summary>Rows are listed by their title, a page after the other: that needs its order, with the id where titles are equal.</summary>
    private static Field? TitleOrder(ResourceType resource) => resource.Title is { System: false, Kind: FieldKind.Text } title ? title : null;

    internal static IEnumerable<(string Name, string Sql)> ForeignKeys(NexusModel model, ResourceType resource)
    {
        foreach (var field in resource.Fields.Where(f => f.References is not null))
        {
            // None into a shared table: each would put two triggers on it, thousands with many tenants, and lock it during an activation.
            // There the save checks that the row is there and the tenant's own (nexus.must_exist); such rows are never deleted.
            var target = model.FindResource(field.References!)!;
            if (target.Storage is not Storage.Tenant)
                continue;
            var name = Short($"fk__{field.Name}");
            yield return (name, $"alter table {{schema}}.{Sql.Quote(resource.Table)} add constraint {Sql.Quote(name)} foreign key ({Sql.Quote(field.Name)}) references {{schema}}.{Sql.Quote(target.Table)} (id)");
        }
    }

    private static string Column(Field field)
    {
        var type = field.Kind switch
        {
            FieldKind.Boolean => "boolean",
            FieldKind.Integer => "bigint",
            FieldKind.Decimal => "numeric",
            FieldKind.Money => "numeric(19,4)",
            FieldKind.Date => "date",
            FieldKind.Instant => "timestamptz",
            FieldKind.Id => "uuid",
            FieldKind.TextList => "text[]",
            FieldKind.Json => "jsonb",
            _ => "text",
        };
        return $"{Sql.Quote(field.Name)} {type}{(field.Name == "id" ? " primary key" : field.Nullable ? "" : " not null")}";
    }

    /// <summary>PostgreSQL cuts names after 63 bytes; a longer one gets a fingerprint, so that two don't become one. What follows the last <c>__</c> stays the field.</summary>
    private static string Short(string name) =>
        name.Length <= 63 ? name : name[..20] + Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..6].ToLowerInvariant() + name[name.LastIndexOf("__", StringComparison.Ordinal)..][..Math.Min(37, name.Length - name.LastIndexOf("__", StringComparison.Ordinal))];
}
