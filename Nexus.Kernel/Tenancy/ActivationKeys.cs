using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>An <c>Idempotency-Key</c> of an activation: whose it is, and what was asked with it.</summary>
/// <param name="Caller">Keys of different callers are different keys.</param>
/// <param name="Key">As it was sent; never kept.</param>
/// <param name="RequestHash">SHA-256 of what was asked.</param>
public sealed record ActivationKey(string Caller, string Key, byte[] RequestHash)
{
    /// <summary>Nobody may guess the key of somebody who has no account yet: the answer holds credentials.</summary>
    public const int AnonymousLengthMin = 16;

    /// <exception cref="Fault">400 when the key can't be one.</exception>
    public static ActivationKey? Of(string? caller, string? key, ActivationInput input)
    {
        if (key is null)
            return null;
        if (key.Length is 0 or > Idempotency.KeyLengthMax || key.Any(c => c is < ' ' or > '~'))
            throw Fault.Malformed("wrong_idempotency_key", $"Idempotency-Key must be 1 to {Idempotency.KeyLengthMax} printable ASCII characters.");
        if (caller is null && key.Length < AnonymousLengthMin)
            throw Fault.Malformed("wrong_idempotency_key", $"Without a log-in the Idempotency-Key must have at least {AnonymousLengthMin} characters that can't be guessed.");
        return new ActivationKey(caller ?? "", key, SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(input, NexusJson.Options)));
    }

    internal byte[] Hash => SHA256.HashData(Encoding.UTF8.GetBytes($"{Caller}\n{Key}"));
}

/// <summary>
/// Answers of activations by their keys, for a limited time. They hold credentials, so they are encrypted under the master key and
/// bound to the caller's own key, of which only a hash is kept: the database alone gives nothing away.
/// </summary>
public sealed class ActivationKeys(MasterKey master)
{
    /// <summary>Takes the key for this transaction, waiting for another that holds it; the earlier answer when there is one.</summary>
    internal async Task<ActivationAnswer?> Claim(TenantDb db, ActivationKey key, CancellationToken ct)
    {
        await db.Change($"delete from nexus.activations where at < now() - make_interval(hours => {Idempotency.HoursKept})", ct);
        if (await db.Change($"insert into nexus.activations (key_hash, request_hash) values ({key.Hash}, {key.RequestHash}) on conflict do nothing", ct) == 1)
            return null;

        await using var reader = await db.Execute($"select request_hash, answer from nexus.activations where key_hash = {key.Hash}", ct);
        if (!await reader.ReadAsync(ct))
            throw new Fault(409, "idempotency_key_busy", "A call with this Idempotency-Key has just been undone. Try again.");
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(key.RequestHash))
            throw new Fault(422, "idempotency_key_reused", "This Idempotency-Key was used for another request. Use a new key.");
        return Open(key, reader.GetFieldValue<byte[]>(1));
    }

    internal NpgsqlBatchCommand Keep(ActivationKey key, ActivationAnswer answer)
    {
        var tenant = answer.Tenant;
        var kept = JsonSerializer.SerializeToUtf8Bytes(new Kept(tenant.Id, tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, [.. tenant.Modules], tenant.CreatedAt, answer.Username, answer.Password, answer.ApiKey, [.. answer.Steps]), NexusJson.Options);
        return ((Sql)$"update nexus.activations set tenant_id = {tenant.Id}, answer = {master.Encrypt(Purpose(key), kept)} where key_hash = {key.Hash}").ToBatchCommand();
    }

    private ActivationAnswer Open(ActivationKey key, byte[] answer)
    {
        var kept = JsonSerializer.Deserialize<Kept>(master.Decrypt(Purpose(key), answer), NexusJson.Options)!;
        var tenant = new Tenant
        {
            Id = kept.Id,
            Name = kept.Name,
            Industry = kept.Industry,
            Country = kept.Country,
            Currency = kept.Currency,
            Status = TenantStatus.Active,
            Modules = kept.Modules.ToHashSet(),
            CreatedAt = kept.CreatedAt,
        };
        return new ActivationAnswer(tenant, kept.Username, kept.Password, kept.ApiKey, kept.Steps) { Repeated = true };
    }

    private static string Purpose(ActivationKey key) => $"activation/{key.Caller}/{key.Key}";

    private sealed record Kept(Guid Id, string Name, string Industry, string Country, string Currency, string[] Modules, DateTimeOffset CreatedAt, string Username, string Password, string ApiKey, ActivationStep[] Steps);
}
