using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>What a user may do at this moment, for work that is done later in their name: jobs, webhooks.</summary>
public sealed class Standing(NpgsqlDataSource source)
{
    /// <summary>The caller that stands for the user; null when the user is no longer one.</summary>
    /// <param name="name">As the audit shows it.</param>
    /// <param name="scopes">The limits of the API key by which the work was arranged; null: none.</param>
    public async Task<Caller?> Of(Guid tenant, Guid user, IReadOnlyList<string>? scopes, CallerKind kind, string name, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select u.email,
                (select coalesce(jsonb_agg(g), '[]')::text from nexus.roles r, jsonb_array_elements(r.grants) g where r.tenant_id = u.tenant_id and r.name = any(u.roles) and r.archived_at is null),
                array(select m.team_id from nexus.team_members m join nexus.teams t on t.id = m.team_id where m.user_id = u.id and m.archived_at is null and t.archived_at is null)
            from nexus.users u where u.id = {user} and u.tenant_id = {tenant} and u.archived_at is null
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        return new Caller
        {
            Kind = kind,
            Name = name,
            OnBehalfOf = reader.GetString(0),
            UserId = user,
            TenantId = tenant,
            TeamIds = reader.GetFieldValue<Guid[]>(2),
            Rights = new Rights(JsonSerializer.Deserialize<Grant[]>(reader.GetString(1), NexusJson.Options)!, scopes),
        };
    }
}
