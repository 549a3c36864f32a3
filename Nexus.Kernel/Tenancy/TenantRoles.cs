using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>The roles that modules bring to a tenant.</summary>
internal static class TenantRoles
{
    /// <summary>A role that the tenant has already stays as the tenant made it.</summary>
    public static IEnumerable<NpgsqlBatchCommand> Rows(NexusModel model, Tenant tenant, IReadOnlySet<string> modules, DateTimeOffset now) =>
        model.Modules.Where(m => modules.Contains(m.Name)).SelectMany(m => m.Roles).Select(role => ((Sql)$"""
            insert into nexus.roles (id, tenant_id, name, description, grants, created_at, updated_at)
            values ({Guid.CreateVersion7(now)}, {tenant.Id}, {role.Name}, {role.Description}, {Sql.Value(JsonSerializer.Serialize(role.Grants, NexusJson.Options), NpgsqlDbType.Jsonb)}, {now}, {now})
            on conflict do nothing
            """).ToBatchCommand());
}
