using Microsoft.Extensions.Logging;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Audit;

/// <summary>
/// Takes committed entries into their tenants' chains. It runs after the writes, so the chain never makes writers wait for each other;
/// one sealer works at a time, whichever process it is in.
/// </summary>
public sealed class AuditSealer(NpgsqlDataSource source, MasterKey master, TimeProvider clock, ILogger<AuditSealer> log)
{
    /// <summary>Entries sealed in one transaction.</summary>
    public const int BatchEntriesMax = 2_000;

    // "audit" as a number.
    private const long SealerLock = 0x6175646974;

    /// <summary>Seals all that is committed by now, unless another sealer is at it.</summary>
    /// <returns>The number of entries sealed.</returns>
    public async Task<int> Seal(CancellationToken ct = default)
    {
        var total = 0;
        int batch;
        do
        {
            batch = await SealBatch(ct);
            total += batch;
        }
        while (batch == BatchEntriesMax);
        return total;
    }

    /// <summary>Waits for the sealer that is at work. A tenant that was closed before is left alone by all later ones: their seals would be left over.</summary>
    internal static async Task UntilIdle(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({SealerLock})", connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    private async Task<int> SealBatch(CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        if (await TakeTurn(connection, ct) is not var (horizon, restores))
            return 0;

        var entries = await Unsealed(connection, ct);
        if (entries.Count == 0)
            return 0;

        var heads = await Heads(connection, [.. entries.Select(e => e.TenantId).Distinct()], ct);
        await Save(connection, entries, heads, entries.Count < BatchEntriesMax && !restores ? horizon : null, ct);
        await transaction.CommitAsync(ct);
        return entries.Count;
    }

    /// <summary>
    /// The oldest transaction running now, when no other sealer is at work. All before it is seen by the next statement, but for the entries
    /// of a tenant that is being restored: until that has ended, nobody may say that all is sealed.
    /// </summary>
    private static async Task<(string Horizon, bool Restores)?> TakeTurn(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_xact_lock({SealerLock}), pg_snapshot_xmin(pg_current_snapshot())::text, exists (select 1 from nexus.tenants where status = 'restoring')", connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? (reader.GetString(1), reader.GetBoolean(2)) : null;
    }

    private static async Task<List<Entry>> Unsealed(NpgsqlConnection connection, CancellationToken ct)
    {
        // A transaction that began early may commit late: the look goes back to the oldest one that was running at the last seal. In a
        // database that was loaded from a dump the transactions count anew.
        await using var command = new NpgsqlCommand($"""
            select a.tenant_id, a.id, {ChainEntry.Columns}
            from nexus.audit a
            where a.tx >= (select case when sealed_below > pg_snapshot_xmax(pg_current_snapshot()) then '0' else sealed_below end from nexus.audit_sealer)
              and not exists (select 1 from nexus.tenants t where t.id = a.tenant_id and t.status in ('restoring', 'erasing'))
              and not exists (select 1 from nexus.audit_seals s where s.tenant_id = a.tenant_id and s.audit_id = a.id)
            order by a.tx, a.id
            limit {BatchEntriesMax}
            """, connection);
        var entries = new List<Entry>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            entries.Add(new Entry(reader.GetGuid(0), reader.GetGuid(1), ChainEntry.Read(reader, 2)));
        return entries;
    }

    /// <summary>Where each chain goes on. A head that isn't as it was signed is remembered as broken, and the chain goes on from its last seal.</summary>
    private async Task<Dictionary<Guid, ChainHead>> Heads(NpgsqlConnection connection, Guid[] tenants, CancellationToken ct)
    {
        var heads = tenants.ToDictionary(t => t, ChainHead.New);
        var doubtful = tenants.ToHashSet();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                ((Sql)$"select {Sql.Raw(ChainHead.Columns)} from nexus.audit_heads where tenant_id = any({tenants})").ToBatchCommand(),
                ((Sql)$"select t, s.sequence, s.hash from unnest({tenants}) t cross join lateral (select sequence, hash from nexus.audit_seals where tenant_id = t order by sequence desc limit 1) s").ToBatchCommand(),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (head, genuine) = ChainHead.Read(reader, master);
            heads[head.TenantId] = head;
            if (genuine)
                doubtful.Remove(head.TenantId);
        }

        await reader.NextResultAsync(ct);
        var last = new Dictionary<Guid, (long Sequence, byte[] Hash)>();
        while (await reader.ReadAsync(ct))
            last[reader.GetGuid(0)] = (reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
        foreach (var tenant in tenants)
        {
            var head = heads[tenant];
            var (sequence, hash) = last.GetValueOrDefault(tenant, (0, ChainEntry.Beginning));
            if (!doubtful.Contains(tenant) && sequence <= head.Count || head.Count == 0 && sequence == 0)
                continue;
            log.LogError("The audit chain of tenant {Tenant} was touched: its head isn't the one that was signed. Verify it.", tenant);
            heads[tenant] = new ChainHead(tenant, Math.Max(sequence, 0), hash, head.BrokenAt ?? Instants.Now(clock));
        }

        return heads;
    }

    private async Task Save(NpgsqlConnection connection, List<Entry> entries, Dictionary<Guid, ChainHead> heads, string? horizon, CancellationToken ct)
    {
        var sequences = new long[entries.Count];
        var hashes = new byte[entries.Count][];
        for (var i = 0; i < entries.Count; i++)
        {
            var head = heads[entries[i].TenantId];
            head = head with { Count = head.Count + 1, Hash = ChainEntry.Hash(head.Hash, entries[i].Values) };
            (sequences[i], hashes[i], heads[head.TenantId]) = (head.Count, head.Hash, head);
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(((Sql)$"""
            insert into nexus.audit_seals (tenant_id, sequence, audit_id, hash)
            select * from unnest({entries.Select(e => e.TenantId).ToArray()}, {sequences}, {entries.Select(e => e.Id).ToArray()}, {hashes})
            """).ToBatchCommand());
        foreach (var head in heads.Values)
            batch.BatchCommands.Add(head.Save(master).ToBatchCommand());
        if (horizon is not null)
            batch.BatchCommands.Add(((Sql)$"update nexus.audit_sealer set sealed_below = {horizon}::text::xid8").ToBatchCommand());
        await batch.ExecuteNonQueryAsync(ct);
    }

    private sealed record Entry(Guid TenantId, Guid Id, string?[] Values);
}
