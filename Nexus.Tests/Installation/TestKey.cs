using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Tests.Installation;

/// <summary>A further user of a tenant with a role of their own and an API key.</summary>
public sealed record TestKey(Guid Id, Guid UserId, string Key)
{
    public static async Task<TestKey> Create(TestTenant tenant, params Grant[] grants)
    {
        var (id, user) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var role = "role_" + id.ToString("N")[..12];
        var (key, hash) = Secrets.NewApiKey();
        await using var command = tenant.Api.Database.CreateCommand("""
            with r as (insert into nexus.roles (id, tenant_id, name, grants) values ($1, $3, $4, $5)),
                 u as (insert into nexus.users (id, tenant_id, email, roles) values ($2, $3, $4 || '@example.com', array[$4]) returning id)
            insert into nexus.api_keys (id, tenant_id, name, user_id, roles, secret_hash, prefix) select $1, $3, $4, u.id, array[$4], $6, 'nx_' from u
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        command.Parameters.Add(new NpgsqlParameter { Value = user });
        command.Parameters.Add(new NpgsqlParameter { Value = tenant.Tenant.Id });
        command.Parameters.Add(new NpgsqlParameter { Value = role });
        command.Parameters.Add(new NpgsqlParameter { Value = JsonSerializer.Serialize(grants, NexusJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        command.Parameters.Add(new NpgsqlParameter { Value = hash });
        await command.ExecuteNonQueryAsync();
        return new TestKey(id, user, key);
    }

    /// <summary>As an administrator would; other processes hear of it.</summary>
    public async Task Revoke(TestTenant tenant) =>
        await tenant.Scalar<Guid>($"with k as (update nexus.api_keys set archived_at = now() where id = '{Id}' returning id), i as (insert into nexus.invalidations (kind, key) select '{Sessions.Kind}', id::text from k) select id from k");
}
