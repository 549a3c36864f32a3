using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>Audit entries of what the platform does to tenants. What is about a tenant is in the tenant's own chain; that it was erased, in the platform's.</summary>
public sealed class PlatformAudit(NpgsqlDataSource source, TimeProvider clock)
{
    /// <summary>The platform's own chain: that of no tenant.</summary>
    public static readonly Guid PlatformChain = Guid.Empty;

    /// <summary>For what changes nothing by itself, such as an export.</summary>
    public async Task Note(Guid tenant, Caller by, string verb, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = Entry(tenant, tenant, by, verb, new { }, Instants.Now(clock)).Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The statement that adds an entry; run it in the transaction of what it tells.</summary>
    internal static Sql Entry(Guid chain, Guid tenant, Caller by, string verb, object after, DateTimeOffset now) => $"""
        insert into nexus.audit (id, tenant_id, at, actor_kind, actor_id, actor, operation, resource, row_id, after)
        values ({Guid.CreateVersion7(now)}, {chain}, {now}, {Names.Snake(by.Kind.ToString())}, {Sql.Value(by.UserId, NpgsqlDbType.Uuid)}, {by.Name}, {"platform.tenant." + verb}, 'core.tenant', {tenant}, {Sql.Value(JsonSerializer.Serialize(after, NexusJson.Options), NpgsqlDbType.Jsonb)})
        """;
}
