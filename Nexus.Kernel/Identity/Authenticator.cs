using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>Tells who a Bearer token stands for: an API key, or an access token.</summary>
public sealed class Authenticator(NpgsqlDataSource source)
{
    /// <summary>Null when the token doesn't count.</summary>
    public async ValueTask<Caller?> Authenticate(string token, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        var hash = Secrets.HashOf(token);
        command.CommandText = ((Sql)$"""
            select k.id, k.tenant_id, k.name, k.user_id, k.scopes, u.email,
                   (select coalesce(jsonb_agg(g), '[]')::text from nexus.roles r, jsonb_array_elements(r.grants) g where r.tenant_id = k.tenant_id and r.name = any(coalesce(u.roles, k.roles)) and r.archived_at is null)
            from nexus.api_keys k left join nexus.users u on u.id = k.user_id
            where k.secret_hash = {hash} and k.archived_at is null and (k.expires_at is null or k.expires_at > now()) and u.archived_at is null
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        return new Caller
        {
            Kind = CallerKind.ApiKey,
            ApiKeyId = reader.GetGuid(0),
            TenantId = reader.GetGuid(1),
            Name = reader.IsDBNull(5) ? reader.GetString(2) : reader.GetString(5),
            UserId = reader.IsDBNull(3) ? null : reader.GetGuid(3),
            Rights = new Rights(JsonSerializer.Deserialize<Grant[]>(reader.GetString(6), NexusJson.Options)!, reader.IsDBNull(4) ? null : reader.GetFieldValue<string[]>(4)),
        };
    }
}
