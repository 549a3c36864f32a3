using System.Security.Cryptography;
using System.Text.Json.Serialization;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity;

/// <summary>Log-ins that last: a session gives access tokens for as long as its refresh token is renewed.</summary>
public sealed class Sessions(NpgsqlDataSource source, MasterKey master, IAccessTokens tokens, Invalidations invalidations, TimeProvider clock)
{
    /// <summary>A session that isn't refreshed for so long is over.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromDays(30);

    /// <summary>Kind under which processes hear that what they hold of a user, role, team, API key or session changed; the key is its id.</summary>
    public const string Kind = "identity";

    private const int UserAgentLengthMax = 300;

    private readonly RefreshTokens _refresh = new(master);

    /// <summary>Opens a session after a log-in.</summary>
    public async Task<TokenAnswer> Open(Guid user, Guid? tenant, string? ip, string? userAgent, CancellationToken ct)
    {
        var now = Instants.Now(clock);
        var id = Guid.CreateVersion7(now);
        var refresh = _refresh.New(id);
        if (userAgent?.Length > UserAgentLengthMax)
            userAgent = userAgent[..UserAgentLengthMax];
        await using var batch = source.CreateBatch();
        batch.BatchCommands.Add(((Sql)$"""
            insert into nexus.sessions (id, tenant_id, user_id, refresh_hash, refreshed_at, expires_at, ip, user_agent, created_at, created_by, updated_at)
            values ({id}, {Sql.Value(tenant, NpgsqlTypes.NpgsqlDbType.Uuid)}, {user}, {Secrets.HashOf(refresh)}, {now}, {now + IdleMax}, {ip ?? ""}, {userAgent ?? ""}, {now}, {user}, {now})
            """).ToBatchCommand());
        batch.BatchCommands.Add(((Sql)$"update nexus.users set last_login_at = {now} where id = {user}").ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
        return await Answer(user, id, tenant, refresh, now, ct);
    }

    /// <summary>Takes a refresh token once and gives a new one. One that was taken before ends its session: either it or its successor is stolen.</summary>
    /// <exception cref="Fault">401: it doesn't count.</exception>
    public async Task<TokenAnswer> Refresh(string token, CancellationToken ct)
    {
        if (_refresh.SessionOf(token) is not { } id)
            throw NotValid();
        var now = Instants.Now(clock);
        var next = _refresh.New(id);
        (Guid User, Guid? Tenant)? whose = null;
        await using (var command = source.CreateCommand())
        {
            command.CommandText = ((Sql)$"""
                update nexus.sessions s set refresh_hash = {Secrets.HashOf(next)}, refreshed_at = {now}, updated_at = {now}, expires_at = {now + IdleMax}, version = s.version + 1
                from nexus.users u left join nexus.tenants t on t.id = u.tenant_id
                where s.id = {id} and s.refresh_hash = {Secrets.HashOf(token)} and s.archived_at is null and s.expires_at > {now}
                  and u.id = s.user_id and u.archived_at is null and coalesce(t.status, 'active') = 'active'
                returning s.user_id, s.tenant_id
                """).Render(command.Parameters);
            await using var reader = await command.ExecuteReaderAsync(ct);
            if (await reader.ReadAsync(ct))
                whose = (reader.GetGuid(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
        }

        // Signing may have to read the keys: by now our connection is back in the pool.
        if (whose is var (user, tenant))
            return await Answer(user, id, tenant, next, now, ct);

        await End($"id = {id} and refresh_hash <> {Secrets.HashOf(token)}", "refresh_token_reused", ct);
        throw NotValid();
    }

    /// <summary>The session of a refresh token of ours, whether it still counts or not; null when it isn't one.</summary>
    public Guid? SessionOf(string refreshToken) => _refresh.SessionOf(refreshToken);

    /// <summary>Ends sessions by a condition on <c>nexus.sessions</c>; every process knows within a second.</summary>
    /// <returns>How many were open until now.</returns>
    public async Task<int> End(Sql which, string why, CancellationToken ct)
    {
        var now = Instants.Now(clock);
        await using var command = source.CreateCommand();
        command.CommandText = EndStatement(which, why, now).Render(command.Parameters);
        var ended = new List<Guid>();
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                ended.Add(reader.GetGuid(0));
        }

        foreach (var id in ended)
            invalidations.Raise(Kind, id.ToString());
        return ended.Count;
    }

    /// <summary>The statement that ends sessions and announces it, for use within an operation's transaction.</summary>
    internal static Sql EndStatement(Sql which, string why, DateTimeOffset now) => $"""
        with ended as (
            update nexus.sessions set archived_at = {now}, updated_at = {now}, ended_by = {why}, version = version + 1
            where archived_at is null and ({which}) returning id),
        told as (insert into nexus.invalidations (kind, key) select {Kind}, id::text from ended returning 1)
        select id from ended
        """;

    private async Task<TokenAnswer> Answer(Guid user, Guid session, Guid? tenant, string refresh, DateTimeOffset now, CancellationToken ct)
    {
        var claims = new AccessClaims(Guid.CreateVersion7(now), user, session, tenant, now, now + JwtAccessTokens.Lifetime);
        return new TokenAnswer(await tokens.Issue(claims, ct), "Bearer", (int)JwtAccessTokens.Lifetime.TotalSeconds, refresh);
    }

    private static Fault NotValid() => new(401, "invalid_refresh_token", "The refresh token is not valid, was used before, or its session has ended. Log in again.");
}

/// <summary>What a log-in or a refresh answers.</summary>
public sealed record TokenAnswer(
    [property: JsonPropertyName("access_token")] string AccessToken,
    [property: JsonPropertyName("token_type")] string TokenType,
    [property: JsonPropertyName("expires_in")] int ExpiresIn,
    [property: JsonPropertyName("refresh_token")] string RefreshToken);

/// <summary>
/// Refresh tokens name their session and carry a mark that only this installation can make. So an old one is known for what it is however
/// long ago it was replaced, and a made-up one can't end anybody's session.
/// </summary>
internal sealed class RefreshTokens(MasterKey master)
{
    private const string Prefix = "nr_";
    private const int IdBytes = 16;
    private const int RandomBytes = 24;
    private const int MarkBytes = 16;

    public string New(Guid session)
    {
        Span<byte> token = stackalloc byte[IdBytes + RandomBytes + MarkBytes];
        session.TryWriteBytes(token);
        RandomNumberGenerator.Fill(token.Slice(IdBytes, RandomBytes));
        Mark(token[..(IdBytes + RandomBytes)], token[(IdBytes + RandomBytes)..]);
        return Prefix + Secrets.Base64Url(token);
    }

    /// <summary>Null when it isn't one of ours.</summary>
    public Guid? SessionOf(string token)
    {
        Span<byte> bytes = stackalloc byte[IdBytes + RandomBytes + MarkBytes + 3];
        if (token.Length > 128 || !token.StartsWith(Prefix, StringComparison.Ordinal)
            || !System.Buffers.Text.Base64Url.IsValid(token.AsSpan(Prefix.Length), out var length) || length != IdBytes + RandomBytes + MarkBytes
            || !System.Buffers.Text.Base64Url.TryDecodeFromChars(token.AsSpan(Prefix.Length), bytes, out _))
            return null;
        Span<byte> mark = stackalloc byte[MarkBytes];
        Mark(bytes[..(IdBytes + RandomBytes)], mark);
        return CryptographicOperations.FixedTimeEquals(mark, bytes.Slice(IdBytes + RandomBytes, MarkBytes)) ? new Guid(bytes[..IdBytes]) : null;
    }

    private void Mark(ReadOnlySpan<byte> content, Span<byte> mark) => master.Sign("refresh-token", content).AsSpan(0, MarkBytes).CopyTo(mark);
}
