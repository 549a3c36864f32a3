using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Tenancy;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Run;

/// <summary>
/// A call with an <c>Idempotency-Key</c> happens once: its answer is kept in the transaction that it happens in, and a call with the same
/// key waits for it and gets the same answer. A refused call keeps nothing, so it can be tried again.
/// </summary>
internal sealed class Idempotency
{
    /// <summary>How long an answer is kept.</summary>
    public const int HoursKept = 24;

    public const int KeyLengthMax = 255;

    private readonly Guid _tenant;
    private readonly string _caller;
    private readonly string _key;
    private readonly byte[] _hash;

    private Idempotency(Tenant tenant, Caller caller, string key, string request)
    {
        (_tenant, _key) = (tenant.Id, key);
        _caller = (caller.ApiKeyId ?? caller.UserId)?.ToString() ?? caller.Name;
        _hash = SHA256.HashData(Encoding.UTF8.GetBytes(request));
    }

    public static Idempotency? For(OperationCall call) =>
        For(call.Tenant, call.Caller, call.IdempotencyKey, $"{call.Operation.Name}\n{call.Target}\n{(call.Input.ValueKind is JsonValueKind.Undefined ? "" : call.Input.GetRawText())}");

    /// <param name="key">Null: the call carried none.</param>
    /// <param name="request">All that was asked, so that the key isn't used for something else.</param>
    public static Idempotency? For(Tenant tenant, Caller caller, string? key, string request)
    {
        if (key is null)
            return null;
        if (key.Length is 0 or > KeyLengthMax || key.Any(c => c is < ' ' or > '~'))
            throw Fault.Malformed("wrong_idempotency_key", $"Idempotency-Key must be 1 to {KeyLengthMax} printable ASCII characters.");
        return new Idempotency(tenant, caller, key, request);
    }

    /// <summary>Takes the key for this transaction; the earlier answer when it was taken.</summary>
    public async Task<OperationAnswer?> Claim(TenantDb db, CancellationToken ct)
    {
        // A key that another transaction holds makes this insert wait until that one ends.
        if (await db.Change($"insert into nexus.idempotency (tenant_id, caller, key, request_hash) values ({_tenant}, {_caller}, {_key}, {_hash}) on conflict do nothing", ct) == 1)
            return null;

        await using var reader = await db.Execute($"select request_hash, answer::text from nexus.idempotency where tenant_id = {_tenant} and caller = {_caller} and key = {_key}", ct);
        if (!await reader.ReadAsync(ct))
            throw new Fault(409, "idempotency_key_busy", "A call with this Idempotency-Key has just been undone. Try again.");
        if (!reader.GetFieldValue<byte[]>(0).AsSpan().SequenceEqual(_hash))
            throw new Fault(422, "idempotency_key_reused", "This Idempotency-Key was used for another request. Use a new key.");

        var kept = JsonNode.Parse(reader.GetString(1))!;
        return new OperationAnswer((int)kept["status"]!, Encoding.UTF8.GetBytes((string)kept["body"]!), (Guid?)kept["row_id"], (long?)kept["version"]) { Repeated = true };
    }

    public NpgsqlBatchCommand Keep(OperationAnswer answer)
    {
        var kept = new JsonObject { ["status"] = answer.Status, ["body"] = Encoding.UTF8.GetString(answer.Body), ["row_id"] = answer.RowId, ["version"] = answer.Version };
        return ((Sql)$"update nexus.idempotency set answer = {Sql.Value(kept.ToJsonString(), NpgsqlDbType.Jsonb)} where tenant_id = {_tenant} and caller = {_caller} and key = {_key}").ToBatchCommand();
    }
}
