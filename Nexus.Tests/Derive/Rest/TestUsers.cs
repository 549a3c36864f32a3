using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Derive.Rest;

/// <summary>Users with fewer rights than the administrator, each with an API key.</summary>
internal static class TestUsers
{
    /// <summary>The user's id and a client that acts as them.</summary>
    public static async Task<(Guid Id, HttpClient Http)> Add(TestTenant t, string role, Guid? team = null)
    {
        var id = Guid.CreateVersion7();
        var (key, hash) = Secrets.NewApiKey();
        await using var batch = t.Api.Database.CreateBatch();
        void Run(string sql, params object[] values)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in values)
                command.Parameters.Add(new NpgsqlParameter { Value = value });
            batch.BatchCommands.Add(command);
        }

        string[] roles = [role];
        Run("insert into nexus.users (id, tenant_id, email, roles) values ($1, $2, $3, $4)", id, t.Tenant.Id, $"{id:N}@example.com", roles);
        Run("insert into nexus.api_keys (id, tenant_id, name, user_id, roles, secret_hash, prefix) values ($1, $2, 'key', $3, $4, $5, $6)", Guid.CreateVersion7(), t.Tenant.Id, id, roles, hash, key[..11]);
        if (team is { } teamId)
        {
            Run("insert into nexus.teams (id, tenant_id, name) values ($1, $2, $3) on conflict do nothing", teamId, t.Tenant.Id, teamId.ToString());
            Run("insert into nexus.team_members (id, tenant_id, team_id, user_id) values (gen_random_uuid(), $1, $2, $3)", t.Tenant.Id, teamId, id);
        }

        await batch.ExecuteNonQueryAsync();
        return (id, t.Api.Client(key));
    }

    /// <summary>A field that the tenant defined itself.</summary>
    public static async Task AddField(TestTenant t, string resource, string name, string kind)
    {
        await using var command = t.Api.Database.CreateCommand($"insert into nexus.custom_fields (id, tenant_id, resource, name, label, kind) values (gen_random_uuid(), '{t.Tenant.Id}', '{resource}', '{name}', '{name}', '{kind}')");
        await command.ExecuteNonQueryAsync();
        t.Api.Get<Kernel.Tenancy.Invalidations>().Raise("tenant", t.Tenant.Id.ToString());
    }
}
