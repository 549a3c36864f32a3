using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>What a tenant's schema has now.</summary>
internal sealed record SchemaCatalog(bool Exists, IReadOnlySet<(string Table, string Column)> Columns, IReadOnlySet<(string Table, string Index)> Indexes, IReadOnlySet<(string Table, string Key)> Keys)
{
    public bool HasTable(string table) => Columns.Contains((table, "id"));

    public static async Task<SchemaCatalog> Read(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        var (exists, columns, indexes, keys) = (false, new HashSet<(string, string)>(), new HashSet<(string, string)>(), new HashSet<(string, string)>());
        await using var command = new NpgsqlCommand("""
            select 's', '', '' from pg_namespace where nspname = $1
            union all
            select 'c', c.relname, a.attname from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped where n.nspname = $1 and c.relkind = 'r'
            union all
            select 'i', tablename, indexname from pg_indexes where schemaname = $1
            union all
            select 'k', c.relname, k.conname from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace where n.nspname = $1 and k.contype = 'f'
            """, connection) { Parameters = { new() { Value = schema } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var found = (reader.GetString(1), reader.GetString(2));
            switch (reader.GetChar(0))
            {
                case 's': exists = true; break;
                case 'c': columns.Add(found); break;
                case 'i': indexes.Add(found); break;
                default: keys.Add(found); break;
            }
        }

        return new SchemaCatalog(exists, columns, indexes, keys);
    }
}
