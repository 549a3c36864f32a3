using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>What users see of their own account.</summary>
public sealed class OwnAccount(NpgsqlDataSource source, TimeProvider clock)
{
    private const int SessionsMax = 200;

    public async Task<AccountAnswer> Read(Caller caller, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select u.email, u.name, u.roles, u.locale, u.password_changed_at, u.totp_confirmed_at,
                (select count(*)::int from nexus.recovery_codes c where c.user_id = u.id and c.used_at is null)
            from nexus.users u where u.id = {caller.UserId}
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            throw Fault.NotFound("user");
        return new AccountAnswer(reader.GetString(0), reader.GetString(1), reader.GetFieldValue<string[]>(2), reader.GetString(3), At(4), At(5), reader.GetInt32(6));

        DateTimeOffset? At(int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<DateTimeOffset>(column);
    }

    /// <summary>Those that are open, the one used last first.</summary>
    public async Task<IReadOnlyList<OwnSession>> Sessions(Caller caller, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            select id, created_at, refreshed_at, expires_at, ip, user_agent from nexus.sessions
            where user_id = {caller.UserId} and archived_at is null and expires_at > {Instants.Now(clock)} order by refreshed_at desc limit {SessionsMax}
            """).Render(command.Parameters);
        var sessions = new List<OwnSession>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            sessions.Add(new OwnSession(reader.GetGuid(0), reader.GetGuid(0) == caller.SessionId, reader.GetFieldValue<DateTimeOffset>(1), reader.GetFieldValue<DateTimeOffset>(2),
                reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? "" : reader.GetString(4), reader.IsDBNull(5) ? "" : reader.GetString(5)));
        }

        return sessions;
    }
}

/// <param name="SecondFactorSince">Null without a second factor.</param>
/// <param name="RecoveryCodesLeft">Recovery codes that weren't used yet.</param>
public sealed record AccountAnswer(string Email, string Name, IReadOnlyList<string> Roles, string Locale, DateTimeOffset? PasswordChangedAt, DateTimeOffset? SecondFactorSince, int RecoveryCodesLeft);

/// <param name="Current">The one with which it was asked.</param>
public sealed record OwnSession(Guid Id, bool Current, DateTimeOffset CreatedAt, DateTimeOffset RefreshedAt, DateTimeOffset ExpiresAt, string Ip, string UserAgent);
