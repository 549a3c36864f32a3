using System.Security.Cryptography;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Identity.Keys;

/// <summary>
/// The keys that sign access tokens, shared by all processes of the installation. A new key is published before it signs, and verifies
/// until the last token that it signed has expired, so a rotation fails no verification.
/// </summary>
public sealed class KeyRing
{
    /// <summary>Between a key's publication and its first signature; every process looks far more often.</summary>
    public static readonly TimeSpan Lead = TimeSpan.FromSeconds(60);

    /// <summary>After this time the worker rotates.</summary>
    public static readonly TimeSpan RotatedEvery = TimeSpan.FromDays(30);

    /// <summary>A process that missed the announcement signs with the old key for this long at most.</summary>
    private static readonly TimeSpan ReloadedEvery = TimeSpan.FromSeconds(60);

    /// <summary>An unknown key id makes the ring look again, but not more often than this.</summary>
    private static readonly TimeSpan UnknownKeyPause = TimeSpan.FromSeconds(1);

    /// <summary>Added to a token's lifetime for clocks that differ and processes that are late.</summary>
    private static readonly TimeSpan VerifiesLonger = TimeSpan.FromMinutes(10);

    // "signkey" as a number: one process at a time makes keys.
    private const long MakingLock = 0x7369676e6b6579;
    private const string Kind = "signing_keys";

    private readonly NpgsqlDataSource _source;
    private readonly MasterKey _master;
    private readonly TimeProvider _clock;
    private readonly Invalidations _invalidations;
    private readonly SemaphoreSlim _loading = new(1);
    private volatile Ring? _ring;
    private volatile bool _stale;

    public KeyRing(NpgsqlDataSource source, MasterKey master, TimeProvider clock, Invalidations invalidations)
    {
        (_source, _master, _clock, _invalidations) = (source, master, clock, invalidations);
        invalidations.Invalidated += (kind, _) =>
        {
            if (kind is Kind or Invalidations.Everything)
                _stale = true;
        };
    }

    /// <summary>Makes the first key of the installation, if there is none, and reads the ring.</summary>
    /// <exception cref="StartFault">The master key isn't the one that the keys are encrypted with.</exception>
    public async Task Open(CancellationToken ct)
    {
        if ((await Load(ct)).Keys.Count == 0)
            await Make(_clock.GetUtcNow(), onlyWhen: "not exists (select 1 from nexus.signing_keys)", ct);
        await Reload(_ring, ct);
    }

    /// <summary>The key that signs now.</summary>
    public async ValueTask<SigningKey> Signing(CancellationToken ct) =>
        (await Current(ct)).Signing(_clock.GetUtcNow()) ?? throw new InvalidOperationException("There is no key to sign with: start the host with its database prepared.");

    /// <summary>Null when no key of that id verifies any more, or yet.</summary>
    public async ValueTask<SigningKey?> Find(string id, CancellationToken ct)
    {
        var ring = await Current(ct);
        if (!ring.Keys.ContainsKey(id) && _clock.GetElapsedTime(ring.LoadedAt) >= UnknownKeyPause)
            ring = await Reload(ring, ct);
        return ring.Keys.TryGetValue(id, out var key) && !(key.VerifiesUntil <= _clock.GetUtcNow()) ? key : null;
    }

    /// <summary>The keys that verify, newest first, for the JWKS document.</summary>
    public async ValueTask<IReadOnlyList<SigningKey>> Verifying(CancellationToken ct)
    {
        var now = _clock.GetUtcNow();
        return [.. (await Current(ct)).Keys.Values.Where(k => !(k.VerifiesUntil <= now)).OrderByDescending(k => k.SignsFrom)];
    }

    /// <summary>Publishes a new key, which signs after <paramref name="lead"/>, and sets the end of those before it.</summary>
    public Task Rotate(TimeSpan? lead, CancellationToken ct) => Make(_clock.GetUtcNow() + (lead ?? Lead), onlyWhen: "true", ct);

    /// <summary>Rotates when the newest key is old enough; several workers asking at once make one key.</summary>
    public Task RotateWhenDue(CancellationToken ct)
    {
        var made = _clock.GetUtcNow() - RotatedEvery;
        return Make(_clock.GetUtcNow() + Lead, (Sql)$"not exists (select 1 from nexus.signing_keys where created_at > {made})", ct);
    }

    private Task Make(DateTimeOffset signsFrom, string onlyWhen, CancellationToken ct) => Make(signsFrom, Sql.Raw(onlyWhen), ct);

    private async Task Make(DateTimeOffset signsFrom, Sql onlyWhen, CancellationToken ct)
    {
        var now = Instants.Now(_clock);
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await Execute($"select pg_advisory_xact_lock({MakingLock})");
        await using (var due = new NpgsqlCommand { Connection = connection })
        {
            due.CommandText = ((Sql)$"select {onlyWhen}").Render(due.Parameters);
            if (!(bool)(await due.ExecuteScalarAsync(ct))!)
                return;
        }

        // Never before one that is published already: else that one would sign past its end.
        await using (var latest = new NpgsqlCommand("select max(signs_from) from nexus.signing_keys", connection))
        {
            if (await latest.ExecuteScalarAsync(ct) is DateTime last && last >= signsFrom.UtcDateTime)
                signsFrom = new DateTimeOffset(last, TimeSpan.Zero) + TimeSpan.FromMilliseconds(1);
        }

        using var rsa = RSA.Create(SigningKey.Bits);
        var id = Secrets.Base64Url(RandomNumberGenerator.GetBytes(12));
        var until = signsFrom + JwtAccessTokens.Lifetime + VerifiesLonger;
        await Execute($"delete from nexus.signing_keys where verifies_until < {now}");
        await Execute($"update nexus.signing_keys set verifies_until = {until} where verifies_until is null");
        await Execute($"""
            insert into nexus.signing_keys (kid, public_key, private_key, created_at, signs_from)
            values ({id}, {rsa.ExportSubjectPublicKeyInfo()}, {_master.Encrypt(Purpose(id), rsa.ExportPkcs8PrivateKey())}, {now}, {signsFrom})
            """);
        await Execute(Invalidations.Announce(Kind, id));
        await transaction.CommitAsync(ct);
        _invalidations.Raise(Kind, id);

        async Task Execute(Sql sql)
        {
            await using var command = new NpgsqlCommand { Connection = connection };
            command.CommandText = sql.Render(command.Parameters);
            await command.ExecuteNonQueryAsync(ct);
        }
    }

    private async ValueTask<Ring> Current(CancellationToken ct)
    {
        var ring = _ring;
        if (ring is not null && !_stale && _clock.GetElapsedTime(ring.LoadedAt) < ReloadedEvery)
            return ring;
        try
        {
            return await Reload(ring, ct);
        }
        catch (NpgsqlException) when (ring is not null)
        {
            // The database is away for a moment: the keys are still the keys.
            return ring;
        }
    }

    /// <summary>Loads anew, unless another has done so since <paramref name="seen"/> was read.</summary>
    private async Task<Ring> Reload(Ring? seen, CancellationToken ct)
    {
        await _loading.WaitAsync(ct);
        try
        {
            return _ring is { } ring && ring != seen ? ring : await Load(ct);
        }
        finally
        {
            _loading.Release();
        }
    }

    private async Task<Ring> Load(CancellationToken ct)
    {
        _stale = false;
        var loadedAt = _clock.GetTimestamp();
        var keys = new Dictionary<string, SigningKey>();
        try
        {
            await using var command = _source.CreateCommand("select kid, private_key, created_at, signs_from, verifies_until from nexus.signing_keys");
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                var id = reader.GetString(0);
                keys[id] = _ring?.Same(id, reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4)) ?? new SigningKey(
                    id, Decrypt(id, reader.GetFieldValue<byte[]>(1)), reader.GetFieldValue<DateTimeOffset>(2), reader.GetFieldValue<DateTimeOffset>(3), reader.IsDBNull(4) ? null : reader.GetFieldValue<DateTimeOffset>(4));
            }
        }
        catch
        {
            _stale = true;
            throw;
        }

        return _ring = new Ring(keys, loadedAt);
    }

    private byte[] Decrypt(string id, byte[] kept)
    {
        try
        {
            return _master.Decrypt(Purpose(id), kept);
        }
        catch (CryptographicException)
        {
            throw new StartFault("The master key (Nexus__MasterKey) isn't the one that this installation's signing keys are encrypted with. Put the right one back.");
        }
    }

    private static string Purpose(string id) => "signing-key:" + id;

    private sealed record Ring(IReadOnlyDictionary<string, SigningKey> Keys, long LoadedAt)
    {
        public SigningKey? Signing(DateTimeOffset now) => Keys.Values.Where(k => k.SignsFrom <= now).MaxBy(k => k.SignsFrom);

        /// <summary>The key object in use, with its RSA objects, when nothing about it changed.</summary>
        public SigningKey? Same(string id, DateTimeOffset? verifiesUntil) => Keys.TryGetValue(id, out var key) && key.VerifiesUntil == verifiesUntil ? key : null;
    }
}
