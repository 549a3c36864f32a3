using Nexus.Kernel.Declare;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>A column of a table in the database.</summary>
/// <param name="Kept">False where the database makes the value itself.</param>
internal sealed record TableColumn(string Name, string Type, bool Kept);

/// <summary>A table that has rows of a tenant.</summary>
/// <param name="Shared">In the schema of the installation, with a <c>tenant_id</c>; else in the tenant's own.</param>
/// <param name="Through">The column that names a user of the tenant, in a table of the installation that has no <c>tenant_id</c>.</param>
/// <param name="NewIds">Columns whose ids must be others in a copy of the tenant: they are unique in the installation, or name such a row.</param>
internal sealed record TenantTable(string Schema, string Name, bool Shared, string? Through, IReadOnlyList<TableColumn> Columns, IReadOnlyList<string> NewIds)
{
    public string Quoted => $"{Sql.Quote(Schema)}.{Sql.Quote(Name)}";

    /// <summary>The tenant's rows.</summary>
    public string Condition(Guid tenant) => !Shared ? "true" : Through is null ? $"tenant_id = '{tenant}'" : $"{Sql.Quote(Through)} in (select id from nexus.users where tenant_id = '{tenant}')";
}

/// <summary>The tables that hold a tenant, as the database has them now: what a module adds is in backup and erasure by itself.</summary>
internal static class TenantTables
{
    /// <summary>Column that names an event by its place in the log.</summary>
    internal const string EventPosition = "event_position";

    private const string InstallationSchema = "nexus";

    /// <summary>Referenced tables before those that reference them; the installation's first.</summary>
    public static async Task<IReadOnlyList<TenantTable>> Read(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        var schema = Tenant.SchemaOf(tenant);
        var columns = new List<(string Schema, string Table, TableColumn Column)>();
        var through = new Dictionary<string, string>();
        await using var command = new NpgsqlCommand("""
            with shared as (
              select c.oid, u.attname from pg_class c
              left join pg_attribute t on t.attrelid = c.oid and t.attname = 'tenant_id' and not t.attisdropped
              left join pg_constraint k on k.conrelid = c.oid and k.contype = 'f' and k.confrelid = 'nexus.users'::regclass and t.attname is null
              left join pg_attribute u on u.attrelid = c.oid and u.attnum = k.conkey[1]
              where c.relnamespace = 'nexus'::regnamespace and (t.attname is not null or k.oid is not null)
            )
            select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attgenerated = '' and a.attidentity <> 'a', s.attname
            from pg_class c join pg_namespace n on n.oid = c.relnamespace left join shared s on s.oid = c.oid join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind = 'r' and (n.nspname = $1 or s.oid is not null)
              and a.attgenerated = ''
            order by n.nspname, c.relname, a.attnum
            """, connection) { Parameters = { new() { Value = schema } } };
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                columns.Add((reader.GetString(0), reader.GetString(1), new TableColumn(reader.GetString(2), reader.GetString(3), reader.GetBoolean(4))));
                if (!reader.IsDBNull(5))
                    through[reader.GetString(1)] = reader.GetString(5);
            }
        }

        var references = await References(connection, ct);
        // A place in the event log is no foreign key, but after a restore it is another one: the events first.
        references.AddRange(columns.Where(c => c.Schema == InstallationSchema && c.Column.Name == EventPosition).Select(c => (c.Table, EventPosition, "events")));
        var ownIds = await OwnIds(connection, ct);
        var tables = columns.GroupBy(c => (c.Schema, c.Table)).Select(g => new TenantTable(g.Key.Schema, g.Key.Table, g.Key.Schema == InstallationSchema, g.Key.Schema == InstallationSchema ? through.GetValueOrDefault(g.Key.Table) : null, [.. g.Select(c => c.Column)],
            g.Key.Schema != InstallationSchema ? [] :
            [
                .. g.Select(c => c.Column.Name).Where(c => c == "id" && ownIds.Contains(g.Key.Table)
                    || c is "created_by" or "updated_by"
                    || references.Any(r => r.From == g.Key.Table && r.Column == c && ownIds.Contains(r.To))),
            ])).ToList();
        return Order(tables, references);
    }

    private static List<TenantTable> Order(List<TenantTable> tables, List<(string From, string Column, string To)> references)
    {
        var ordered = new List<TenantTable>();
        var visited = new HashSet<string>();
        foreach (var table in tables.Where(t => t.Shared))
            Visit(table);
        ordered.AddRange(tables.Where(t => !t.Shared));
        return ordered;

        void Visit(TenantTable table)
        {
            if (!visited.Add(table.Name))
                return;
            foreach (var (_, _, to) in references.Where(r => r.From == table.Name))
            {
                if (tables.FirstOrDefault(t => t.Shared && t.Name == to) is { } referenced)
                    Visit(referenced);
            }

            ordered.Add(table);
        }
    }

    private static async Task<List<(string From, string Column, string To)>> References(NpgsqlConnection connection, CancellationToken ct)
    {
        var found = new List<(string, string, string)>();
        await using var command = new NpgsqlCommand("""
            select f.relname, a.attname, t.relname from pg_constraint k join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
            join pg_attribute a on a.attrelid = f.oid and a.attnum = k.conkey[1]
            where k.contype = 'f' and f.relnamespace = 'nexus'::regnamespace and t.relname <> 'tenants'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        return found;
    }

    /// <summary>Tables whose primary key is <c>id</c> alone, so that two tenants can't have the same.</summary>
    private static async Task<HashSet<string>> OwnIds(NpgsqlConnection connection, CancellationToken ct)
    {
        var found = new HashSet<string>();
        await using var command = new NpgsqlCommand("""
            select c.relname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
            where k.contype = 'p' and cardinality(k.conkey) = 1 and a.attname = 'id' and c.relnamespace = 'nexus'::regnamespace and c.relname <> 'tenants'
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Add(reader.GetString(0));
        return found;
    }

    /// <summary>Takes all rows of a tenant out, its schema included. The transaction says that it may.</summary>
    internal static async Task Remove(NpgsqlConnection connection, IReadOnlyList<TenantTable> tables, Guid tenant, CancellationToken ct)
    {
        await Execute(connection, "set local nexus.replaces_tenant = 'yes'", ct);
        await Execute(connection, $"drop schema if exists {Sql.Quote(Tenant.SchemaOf(tenant))} cascade", ct);
        foreach (var table in tables.Where(t => t.Shared).Reverse())
            await Execute(connection, $"delete from {table.Quoted} where {table.Condition(tenant)}", ct);
        await Execute(connection, $"delete from nexus.tenants where id = '{tenant}'", ct);
    }

    internal static async Task<int> Execute(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        return await command.ExecuteNonQueryAsync(ct);
    }

    internal static Task<long> Count(NpgsqlConnection connection, TenantTable table, Guid tenant, CancellationToken ct) => Count(connection, table, table.Condition(tenant), ct);

    internal static async Task<long> Count(NpgsqlConnection connection, TenantTable table, string condition, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select count(*) from {table.Quoted} where {condition}", connection) { CommandTimeout = 0 };
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }
}
