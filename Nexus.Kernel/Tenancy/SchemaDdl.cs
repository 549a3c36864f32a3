using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Tenancy;

/// <summary>The tables of a tenant as SQL, from the declarations. <c>{schema}</c> stands for the tenant's schema.</summary>
public static class SchemaDdl
{
    private static readonly ConcurrentDictionary<string, string> Scripts = new();

    /// <summary>Creates the schema with the tables of the modules given, in one script.</summary>
    public static string Create(NexusModel model, IReadOnlySet<string> modules, string schema)
    {
        var key = Fingerprint(model, modules);
        return Scripts.GetOrAdd(key, _ => Script(model, modules)).Replace("{schema}", Sql.Quote(schema), StringComparison.Ordinal);
    }

    /// <summary>Changes when a declaration changes in a way that the tables show.</summary>
    public static string Fingerprint(NexusModel model, IReadOnlySet<string> modules)
    {
        var text = new StringBuilder();
        foreach (var resource in Resources(model, modules))
        {
            text.Append(resource.Table).Append('\n');
            foreach (var field in resource.Fields)
                text.Append(Column(field)).Append(field.Unique).Append(field.DuplicateKey).Append(field.Indexed).Append(field.Searchable).Append(field.References).Append('\n');
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    internal static IEnumerable<ResourceType> Resources(NexusModel model, IReadOnlySet<string> modules) =>
        model.Resources.Where(r => r.Storage is Storage.Tenant && modules.Contains(r.Module));

    private static string Script(NexusModel model, IReadOnlySet<string> modules)
    {
        var sql = new StringBuilder("create schema {schema};\n");
        var resources = Resources(model, modules).ToArray();
        foreach (var resource in resources)
            sql.Append(Table(resource)).Append(";\n");
        foreach (var resource in resources)
        {
            foreach (var index in Indexes(resource))
                sql.Append(index.Sql).Append(";\n");
            foreach (var key in ForeignKeys(model, resource))
                sql.Append(key.Sql).Append(";\n");
        }

        return sql.ToString();
    }

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

        var text = string.Join(" || ' ' || ", resource.Fields.Where(f => f.Searchable).Select(f =>
            f.Kind is FieldKind.TextList ? $"coalesce(nexus.flat({Sql.Quote(f.Name)}), '')" : $"coalesce({Sql.Quote(f.Name)}, '')"));
        yield return ("search_text", $"search_text text generated always as ({text}) stored");
        yield return ("search", $"search tsvector generated always as (to_tsvector('simple'::regconfig, {text})) stored");
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
            else if (field.Indexed || field.References is not null && !field.System)
                yield return (name, $"create index {Sql.Quote(name)} on {table} ({column})");
        }

        if (resource.Searchable)
        {
            var words = Short($"{resource.Table}__search");
            yield return (words, $"create index {Sql.Quote(words)} on {table} using gin (search)");
            var letters = Short($"{resource.Table}__search_text");
            yield return (letters, $"create index {Sql.Quote(letters)} on {table} using gin (search_text public.gin_trgm_ops)");
        }
    }

    internal static IEnumerable<(string Name, string Sql)> ForeignKeys(NexusModel model, ResourceType resource)
    {
        foreach (var field in resource.Fields.Where(f => f.References is not null))
        {
            var target = model.FindResource(field.References!)!;
            var name = Short($"fk__{field.Name}");
            var referenced = target.Storage is Storage.Tenant ? $"{{schema}}.{Sql.Quote(target.Table)}" : target.Table;
            yield return (name, $"alter table {{schema}}.{Sql.Quote(resource.Table)} add constraint {Sql.Quote(name)} foreign key ({Sql.Quote(field.Name)}) references {referenced} (id)");
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
