using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Isolation;

/// <summary>API keys with just the rights that a test is about.</summary>
public static class Keys
{
    /// <summary>A key of its own role with these grants and no user behind it.</summary>
    public static Task<string> KeyWith(this TestTenant tenant, params Grant[] grants) => tenant.KeyWith(null, grants);

    /// <summary>A key that acts for a user, who has nothing but these grants.</summary>
    public static async Task<string> KeyWith(this TestTenant tenant, Guid? user, params Grant[] grants)
    {
        var role = "test_" + Guid.NewGuid().ToString("N");
        var (key, hash) = Secrets.NewApiKey();
        await using var batch = tenant.Api.Database.CreateBatch();
        Add("insert into nexus.roles (id, tenant_id, name, grants) values ($1, $2, $3, $4::jsonb)", Guid.CreateVersion7(), tenant.Tenant.Id, role, JsonSerializer.Serialize(grants, NexusJson.Options));
        if (user is { } id)
            Add("update nexus.users set roles = $1 where id = $2 and tenant_id = $3", new[] { role }, id, tenant.Tenant.Id);
        Add("insert into nexus.api_keys (id, tenant_id, name, user_id, roles, secret_hash, prefix) values ($1, $2, 'Test', $3::uuid, $4, $5, $6)",
            Guid.CreateVersion7(), tenant.Tenant.Id, user, new[] { role }, hash, key[..11]);
        await batch.ExecuteNonQueryAsync();
        return key;

        void Add(string sql, params object?[] values)
        {
            var command = batch.CreateBatchCommand();
            command.CommandText = sql;
            foreach (var value in values)
                command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = value ?? DBNull.Value });
            batch.BatchCommands.Add(command);
        }
    }
}
