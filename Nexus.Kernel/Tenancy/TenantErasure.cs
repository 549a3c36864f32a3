using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>What an erasure will take away, and the word with which it is confirmed.</summary>
public sealed record ErasureRequest(Guid TenantId, string Name, IReadOnlyDictionary<string, long> Rows, string Confirmation, DateTimeOffset Until);

/// <summary>
/// Erases a tenant in two steps: a request tells what would go, a confirmation with the tenant's name does it and answers with a proof:
/// the rows of each table before and after, signed by the installation and kept.
/// </summary>
public sealed class TenantErasure(NpgsqlDataSource source, MasterKey master, TimeProvider clock, Invalidations invalidations, TenantClosing closing)
{
    /// <summary>How long a request can be confirmed.</summary>
    public const int MinutesToConfirm = 15;

    private const string Purpose = "erasure";

    /// <summary>The first step; changes nothing.</summary>
    public async Task<ErasureRequest> Request(Guid tenant, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var name = await Name(connection, tenant, ct) ?? throw Fault.NotFound("tenant");
        var until = Instants.Now(clock).AddMinutes(MinutesToConfirm);
        return new ErasureRequest(tenant, name, await Count(connection, await TenantTables.Read(connection, tenant, ct), tenant, ct), Word(tenant, until), until);
    }

    /// <summary>The second step: the tenant is gone when it answers.</summary>
    /// <returns>The proof.</returns>
    public async Task<JsonObject> Erase(Guid tenant, string? name, string? confirmation, Caller by, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var named = await Name(connection, tenant, ct) ?? throw Fault.NotFound("tenant");
        if (name != named)
            throw Fault.Invalid([new FieldFault("name", "wrong_name", "Type the tenant's name exactly as it is.")]);
        if (!Confirms(tenant, confirmation))
            throw Fault.Invalid([new FieldFault("confirmation", "wrong_confirmation", $"Ask for the erasure first, and confirm it within {MinutesToConfirm} minutes with the word in the answer.")]);

        // First nobody gets in, so that nothing is written while it goes.
        await using var closed = await closing.Close(tenant, TenantStatus.Erasing, ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var late = await LateEvents.Begin(source, connection, ct);
        var tables = await TenantTables.Read(connection, tenant, ct);
        var before = await Count(connection, tables, tenant, ct);
        await TenantTables.Remove(connection, tables, tenant, ct);
        var left = await TenantTables.Read(connection, tenant, ct);
        var after = await Count(connection, left, tenant, ct);
        var proof = Proof(tenant, named, by.Name, before, after);
        await Run(connection, $"insert into nexus.erasures (id, erased_id, at, proof) values ({Guid.CreateVersion7(clock.GetUtcNow())}, {tenant}, {Instants.Now(clock)}, {Sql.Value(proof.ToJsonString(), NpgsqlTypes.NpgsqlDbType.Jsonb)})", ct);
        await Run(connection, PlatformAudit.Entry(PlatformAudit.PlatformChain, tenant, by, "erase", new { Sha256 = proof["sha256"] }, Instants.Now(clock)), ct);
        await Run(connection, Invalidations.Announce("tenant", tenant.ToString()), ct);
        await Run(connection, Invalidations.Announce(Sessions.Kind, Invalidations.Everything), ct);
        await transaction.CommitAsync(ct);
        invalidations.Raise("tenant", tenant.ToString());
        invalidations.Raise(Sessions.Kind, Invalidations.Everything);
        return proof;
    }

    private JsonObject Proof(Guid tenant, string name, string by, IReadOnlyDictionary<string, long> before, IReadOnlyDictionary<string, long> after)
    {
        var proof = new JsonObject
        {
            ["tenant_id"] = tenant,
            // The name itself is erased as well: who knows it can check it.
            ["name_sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name))),
            ["schema"] = Tenant.SchemaOf(tenant),
            ["schema_dropped"] = !after.Keys.Any(k => k.StartsWith(Tenant.SchemaOf(tenant), StringComparison.Ordinal)),
            ["erased_at"] = Instants.Now(clock),
            ["erased_by"] = by,
            ["rows"] = new JsonArray([.. before.Select(t => (JsonNode)new JsonObject { ["table"] = t.Key, ["before"] = t.Value, ["after"] = after.GetValueOrDefault(t.Key) })]),
        };
        var text = Encoding.UTF8.GetBytes(proof.ToJsonString());
        proof["sha256"] = Convert.ToHexStringLower(SHA256.HashData(text));
        proof["signature"] = Convert.ToHexStringLower(master.Sign("erasure-proof", text));
        return proof;
    }

    private string Word(Guid tenant, DateTimeOffset until) =>
        string.Create(CultureInfo.InvariantCulture, $"{until.ToUnixTimeSeconds()}.{Convert.ToHexStringLower(master.Sign(Purpose, Encoding.UTF8.GetBytes($"{tenant}|{until.ToUnixTimeSeconds()}")))[..32]}");

    private bool Confirms(Guid tenant, string? word) =>
        word?.Split('.') is [var until, _] && long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds < 253402300800 && DateTimeOffset.FromUnixTimeSeconds(seconds) is var time && time >= clock.GetUtcNow()
        && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Word(tenant, time)), Encoding.ASCII.GetBytes(word));

    private static async Task<Dictionary<string, long>> Count(NpgsqlConnection connection, IReadOnlyList<TenantTable> tables, Guid tenant, CancellationToken ct)
    {
        var rows = new Dictionary<string, long>();
        foreach (var table in tables)
            rows[$"{table.Schema}.{table.Name}"] = await TenantTables.Count(connection, table, tenant, ct);
        return rows;
    }

    private static async Task<string?> Name(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = ((Sql)$"select name from nexus.tenants where id = {tenant}").Render(command.Parameters);
        return (string?)await command.ExecuteScalarAsync(ct);
    }

    private static async Task Run(NpgsqlConnection connection, Sql sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
