using Nexus.Tests.Installation;

namespace Nexus.Tests.Isolation;

/// <summary>All that a tenant has, found in the database's own catalogue: its schema, and its rows of every shared table.</summary>
public static class Everything
{
    /// <param name="Name">With its schema.</param>
    /// <param name="Source">What to select from to see only the tenant's rows.</param>
    public sealed record Table(string Name, string Source, bool HasId);

    public static async Task<IReadOnlyList<Table>> Tables(TestTenant tenant)
    {
        await using var command = tenant.Api.Database.CreateCommand($"""
            select t.table_schema, t.table_name,
                   exists (select 1 from information_schema.columns c where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'id'),
                   exists (select 1 from information_schema.columns c where c.table_schema = t.table_schema and c.table_name = t.table_name and c.column_name = 'tenant_id')
            from information_schema.tables t
            where t.table_type = 'BASE TABLE' and t.table_schema in ('nexus', '{tenant.Tenant.Schema}') order by 1, 2
            """);
        var tables = new List<Table>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
        {
            var (schema, name, hasId, hasTenant) = (reader.GetString(0), reader.GetString(1), reader.GetBoolean(2), reader.GetBoolean(3));
            var full = $"\"{schema}\".\"{name}\"";
            if (schema == tenant.Tenant.Schema)
                tables.Add(new Table(full, full, hasId));
            else if (hasTenant)
                tables.Add(new Table(full, $"(select * from {full} where tenant_id = '{tenant.Tenant.Id}') s", hasId));
        }

        tables.Add(new Table("nexus.tenants", $"(select * from nexus.tenants where id = '{tenant.Tenant.Id}') s", true));
        return tables;
    }

    /// <summary>A digest of each table; two that differ name what was changed.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> Print(TestTenant tenant)
    {
        var prints = new Dictionary<string, string>();
        foreach (var table in await Tables(tenant))
        {
            // When a key was last used is no part of what a tenant has.
            await using var command = tenant.Api.Database.CreateCommand($"select coalesce(md5(string_agg(r, E'\\n' order by r)), '') from (select (to_jsonb(s) - 'last_used_at')::text r from {table.Source.Replace(") s", ")", StringComparison.Ordinal)} s) rows");
            prints[table.Name] = (string)(await command.ExecuteScalarAsync())!;
        }

        return prints;
    }

    public static IEnumerable<string> Changed(IReadOnlyDictionary<string, string> before, IReadOnlyDictionary<string, string> after) =>
        before.Keys.Union(after.Keys).Where(t => before.GetValueOrDefault(t) != after.GetValueOrDefault(t));
}
