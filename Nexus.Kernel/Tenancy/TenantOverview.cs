using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>The tenants of the installation with what they use, for its administrators.</summary>
public sealed class TenantOverview(NpgsqlDataSource source)
{
    /// <summary>Tenants in one answer: each means a look at all its tables.</summary>
    public const int PageMax = 50;

    private const string SearchPattern = "%{0}%";

    /// <summary>Newest first, as many as a page has and one more when there are more.</summary>
    /// <param name="search">Part of the name, or the id.</param>
    /// <param name="before">The last one of the page before.</param>
    public async Task<IReadOnlyList<TenantUse>> Page(string? search, TenantStatus? status, Guid? before, CancellationToken ct)
    {
        var id = Guid.TryParse(search, out var named) ? named : (Guid?)null;
        var name = string.IsNullOrWhiteSpace(search) ? null : string.Format(System.Globalization.CultureInfo.InvariantCulture, SearchPattern, search.Trim().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal));
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            with page as (
                select * from nexus.tenants t
                where ({Sql.Value(name, NpgsqlDbType.Text)} is null or t.name ilike {Sql.Value(name, NpgsqlDbType.Text)} or t.id = {Sql.Value(id, NpgsqlDbType.Uuid)})
                  and ({Sql.Value(status is { } s ? Declare.Names.Snake(s.ToString()) : null, NpgsqlDbType.Text)} is null or t.status = {Sql.Value(status is { } s2 ? Declare.Names.Snake(s2.ToString()) : null, NpgsqlDbType.Text)})
                  and ({Sql.Value(before, NpgsqlDbType.Uuid)} is null or t.id < {Sql.Value(before, NpgsqlDbType.Uuid)})
                order by t.id desc limit {PageMax + 1})
            select p.id, p.name, p.industry, p.country, p.currency, p.status, p.modules, p.created_at, size.bytes, size.rows, people.users, people.last
            from page p
            cross join lateral (
                select coalesce(sum(pg_total_relation_size(c.oid)), 0)::bigint as bytes, coalesce(sum(pg_stat_get_live_tuples(c.oid)), 0)::bigint as rows
                from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'tenant_' || replace(p.id::text, '-', '') and c.relkind = 'r') size
            cross join lateral (
                select count(*) filter (where u.archived_at is null)::int as users, max(u.last_login_at) as last
                from nexus.users u where coalesce(u.tenant_id, '00000000-0000-0000-0000-000000000000') = p.id) people
            order by p.id desc
            """).Render(command.Parameters);
        var found = new List<TenantUse>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            found.Add(new TenantUse(
                reader.GetGuid(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetString(4),
                Enum.Parse<TenantStatus>(reader.GetString(5), ignoreCase: true), reader.GetFieldValue<string[]>(6), reader.GetFieldValue<DateTimeOffset>(7),
                reader.GetInt64(8), reader.GetInt64(9), reader.GetInt32(10), reader.IsDBNull(11) ? null : reader.GetFieldValue<DateTimeOffset>(11)));
        }

        return found;
    }

    /// <summary>What all of them use together.</summary>
    public async Task<InstallationUse> All(CancellationToken ct)
    {
        await using var command = source.CreateCommand("""
            select (select count(*) from nexus.tenants where status = 'active'), (select count(*) from nexus.tenants where status <> 'active'),
                pg_database_size(current_database()), (select count(*) from nexus.users where archived_at is null and tenant_id is not null),
                (select count(*) from nexus.sessions where archived_at is null and expires_at > now())
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new InstallationUse(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4));
    }

    /// <summary>Each table of one tenant, the largest first.</summary>
    public async Task<IReadOnlyList<TableUse>> Tables(Guid tenant, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select c.relname, pg_total_relation_size(c.oid), pg_stat_get_live_tuples(c.oid)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = {Tenant.SchemaOf(tenant)} and c.relkind = 'r' order by 2 desc, 1
            """).Render(command.Parameters);
        var found = new List<TableUse>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            found.Add(new TableUse(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2)));
        return found;
    }
}

/// <summary>A tenant and what it uses.</summary>
/// <param name="Bytes">Of its tables with their indexes.</param>
/// <param name="Rows">As the database's statistics estimate.</param>
/// <param name="Users">People who may log in.</param>
/// <param name="LastLoginAt">When one of them last did.</param>
public sealed record TenantUse(Guid Id, string Name, string Industry, string Country, string Currency, TenantStatus Status, IReadOnlyList<string> Modules, DateTimeOffset CreatedAt, long Bytes, long Rows, int Users, DateTimeOffset? LastLoginAt);

/// <summary>What the installation uses.</summary>
public sealed record InstallationUse(long Active, long Inactive, long Bytes, long Users, long Sessions);

/// <summary>A table, its size with indexes, and how many rows it has about.</summary>
public sealed record TableUse(string Name, long Bytes, long Rows);
