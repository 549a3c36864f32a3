using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Notices;

/// <summary>What users of a tenant arranged for themselves, by name: how their home looks, what they have seen. Each reads and sets only their own.</summary>
public sealed class UserPreferences(NpgsqlDataSource source)
{
    /// <summary>Preferences of one user.</summary>
    public const int NamesMax = 50;

    /// <summary>Bytes of one, as JSON.</summary>
    public const int BytesMax = 16 * 1024;

    /// <summary>Null when nothing is set.</summary>
    public async Task<JsonElement?> Find(Caller caller, string name, CancellationToken ct)
    {
        Check(name);
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select value::text from nexus.preferences where user_id = {caller.UserId} and tenant_id = {caller.TenantId} and name = {name}").Render(command.Parameters);
        return await command.ExecuteScalarAsync(ct) is string json ? JsonElement.Parse(json) : null;
    }

    /// <param name="value">Null forgets it.</param>
    /// <exception cref="Fault">422: too long, or too many.</exception>
    public async Task Set(Caller caller, string name, JsonElement? value, CancellationToken ct)
    {
        Check(name);
        if (caller.UserId is not { } user || caller.TenantId is not { } tenant)
            throw new Fault(403, "user_needed", "Only a tenant's user has preferences.");
        await using var command = source.CreateCommand();
        if (value is not { ValueKind: not JsonValueKind.Null } given)
        {
            command.CommandText = ((Sql)$"delete from nexus.preferences where user_id = {user} and tenant_id = {tenant} and name = {name}").Render(command.Parameters);
            await command.ExecuteNonQueryAsync(ct);
            return;
        }

        var json = given.GetRawText();
        if (System.Text.Encoding.UTF8.GetByteCount(json) > BytesMax)
            throw Fault.Invalid([new FieldFault("value", "too_long", $"A preference may have {BytesMax} bytes.")]);
        command.CommandText = ((Sql)$"""
            insert into nexus.preferences (user_id, tenant_id, name, value)
            select {user}, {tenant}, {name}, {Sql.Value(json, NpgsqlDbType.Jsonb)}
            where (select count(*) from nexus.preferences where user_id = {user} and name <> {name}) < {NamesMax}
            on conflict (user_id, name) do update set value = excluded.value, updated_at = now()
            """).Render(command.Parameters);
        if (await command.ExecuteNonQueryAsync(ct) == 0)
            throw Fault.Invalid([new FieldFault("name", "too_many", $"A user may have {NamesMax} preferences.")]);
    }

    private static void Check(string name)
    {
        if (!Names.IsPlain(name))
            throw Fault.Malformed("wrong_name", "A preference's name is lower case letters, digits and underscores.", "name");
    }
}
