using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Identity;

/// <summary>
/// Tells who a Bearer token stands for: an access token or an API key. Who was found is held in memory until something about them changes
/// anywhere in the installation, so that the next request with the same token costs neither a signature nor a query.
/// </summary>
public sealed class Authenticator
{
    /// <summary>Callers held at most; beyond it the memory starts anew.</summary>
    public const int CallersHeldMax = 50_000;

    /// <summary>An API key's last use is written down at most this often.</summary>
    public static readonly TimeSpan UseNotedEvery = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<TokenHash, Held> _held = new();
    private readonly NexusModel _model;
    private readonly NpgsqlDataSource _source;
    private readonly IAccessTokens _tokens;
    private readonly Invalidations _invalidations;
    private readonly TimeProvider _clock;
    private long _changes;

    public Authenticator(NexusModel model, NpgsqlDataSource source, IAccessTokens tokens, Invalidations invalidations, TimeProvider clock)
    {
        (_model, _source, _tokens, _invalidations, _clock) = (model, source, tokens, invalidations, clock);
        invalidations.Invalidated += Forget;
    }

    /// <summary>Null when the token doesn't count.</summary>
    public async ValueTask<Caller?> Authenticate(string token, CancellationToken ct)
    {
        var hash = TokenHash.Of(token);
        var now = _clock.GetUtcNow();
        if (_invalidations.Fresh && _held.TryGetValue(hash, out var held) && held.Until > now)
        {
            NoteUse(held, now);
            return held.Caller;
        }

        var changes = Interlocked.Read(ref _changes);
        var found = Secrets.IsApiKey(token) ? await ByApiKey(token, now, ct) : await ByAccessToken(token, now, ct);
        if (found is null)
            return null;
        if (_held.Count >= CallersHeldMax)
            _held.Clear();
        // What changed while we were reading may be missing in what we read: then it serves this request only.
        _held[hash] = found;
        if (Interlocked.Read(ref _changes) != changes)
            _held.TryRemove(hash, out _);
        NoteUse(found, now);
        return found.Caller;
    }

    private void Forget(string kind, string key)
    {
        if (kind is not (Sessions.Kind or Invalidations.Everything))
            return;
        Interlocked.Increment(ref _changes);
        if (kind == Invalidations.Everything || !Guid.TryParse(key, out var id))
        {
            _held.Clear();
            return;
        }

        foreach (var (hash, held) in _held)
        {
            if (held.DependsOn.Contains(id))
                _held.TryRemove(hash, out _);
        }
    }

    private async Task<Held?> ByAccessToken(string token, DateTimeOffset now, CancellationToken ct)
    {
        if (await _tokens.Read(token, ct) is not { } claims)
            return null;
        return await Read($"""
            select null::uuid, null::timestamptz, s.id, u.id, u.tenant_id, u.email, null::text[], u.roles
            from nexus.sessions s join nexus.users u on u.id = s.user_id
            where s.id = {claims.SessionId} and u.id = {claims.UserId} and u.tenant_id is not distinct from {Sql.Value(claims.TenantId, NpgsqlDbType.Uuid)}
              and s.archived_at is null and s.expires_at > {now} and u.archived_at is null
            """, claims.ExpiresAt, ct);
    }

    private Task<Held?> ByApiKey(string key, DateTimeOffset now, CancellationToken ct) => Read($"""
        select k.id, k.expires_at, null::uuid, u.id, k.tenant_id, coalesce(u.email, k.name), k.scopes, case when k.user_id is null then k.roles else u.roles end
        from nexus.api_keys k left join nexus.users u on u.id = k.user_id and u.tenant_id = k.tenant_id
        where k.secret_hash = {Secrets.HashOf(key)} and k.archived_at is null and (k.expires_at is null or k.expires_at > {now})
          and (k.user_id is null or u.id is not null and u.archived_at is null)
        """, DateTimeOffset.MaxValue, ct);

    /// <summary>The caller with grants and teams, in one query. Archived roles and teams give nothing, but their return would change the caller.</summary>
    private async Task<Held?> Read(Sql who, DateTimeOffset until, CancellationToken ct)
    {
        await using var command = _source.CreateCommand();
        command.CommandText = ((Sql)$"""
            with c(key_id, key_expires_at, session_id, user_id, tenant_id, name, scopes, roles) as ({who})
            select c.key_id, c.key_expires_at, c.session_id, c.user_id, c.tenant_id, c.name, c.scopes,
                (select coalesce(jsonb_agg(g), '[]')::text from nexus.roles r, jsonb_array_elements(r.grants) g where r.tenant_id = c.tenant_id and r.name = any(c.roles) and r.archived_at is null),
                array(select r.id from nexus.roles r where r.tenant_id = c.tenant_id and r.name = any(c.roles)),
                array(select m.team_id from nexus.team_members m join nexus.teams t on t.id = m.team_id where m.user_id = c.user_id and m.archived_at is null and t.archived_at is null),
                array(select m.team_id from nexus.team_members m where m.user_id = c.user_id)
            from c
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var (keyId, sessionId, userId, tenantId) = (Id(0), Id(2), Id(3), Id(4));
        var isPlatform = tenantId is null;
        var caller = new Caller
        {
            Kind = isPlatform ? CallerKind.Platform : keyId is null ? CallerKind.User : CallerKind.ApiKey,
            Name = reader.GetString(5),
            UserId = userId,
            TenantId = tenantId,
            SessionId = sessionId,
            ApiKeyId = keyId,
            TeamIds = reader.GetFieldValue<Guid[]>(9),
            Rights = isPlatform ? Rights.Everything : new Rights([.. JsonSerializer.Deserialize<Grant[]>(reader.GetString(7), NexusJson.Options)!, .. sessionId is null ? [] : _model.Everyone], reader.IsDBNull(6) ? null : reader.GetFieldValue<string[]>(6)),
        };
        var ends = reader.IsDBNull(1) ? until : reader.GetFieldValue<DateTimeOffset>(1);
        Guid?[] ids = [keyId, sessionId, userId];
        return new Held(caller, ends, [.. ids.OfType<Guid>(), .. reader.GetFieldValue<Guid[]>(8), .. reader.GetFieldValue<Guid[]>(10)]);

        Guid? Id(int column) => reader.IsDBNull(column) ? null : reader.GetGuid(column);
    }

    /// <summary>Not awaited: the request doesn't wait for it, and a use that isn't noted is no loss.</summary>
    private void NoteUse(Held held, DateTimeOffset now)
    {
        var noted = Interlocked.Read(ref held.UseNotedAt);
        if (held.Caller.ApiKeyId is { } id && now.UtcTicks - noted >= UseNotedEvery.Ticks && Interlocked.CompareExchange(ref held.UseNotedAt, now.UtcTicks, noted) == noted)
            _ = NoteUse(id, now);
    }

    private async Task NoteUse(Guid key, DateTimeOffset now)
    {
        try
        {
            await using var command = _source.CreateCommand();
            command.CommandText = ((Sql)$"update nexus.api_keys set last_used_at = {now} where id = {key} and (last_used_at is null or last_used_at < {now - UseNotedEvery})").Render(command.Parameters);
            await command.ExecuteNonQueryAsync();
        }
        catch (Exception e) when (e is NpgsqlException or ObjectDisposedException or TimeoutException)
        {
            // The next use notes it.
        }
    }

    private sealed class Held(Caller caller, DateTimeOffset until, HashSet<Guid> dependsOn)
    {
        public long UseNotedAt;

        public Caller Caller { get; } = caller;

        public DateTimeOffset Until { get; } = until;

        /// <summary>A change of any of these changes the caller.</summary>
        public HashSet<Guid> DependsOn { get; } = dependsOn;
    }

    /// <summary>SHA-256 of a token: tokens themselves aren't kept in memory.</summary>
    private readonly record struct TokenHash(UInt128 First, UInt128 Second)
    {
        public static TokenHash Of(string token) => MemoryMarshal.Read<TokenHash>(Secrets.HashOf(token));
    }
}
