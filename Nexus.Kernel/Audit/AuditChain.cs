using System.Data;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Audit;

/// <summary>What the verification of a tenant's chain found.</summary>
/// <param name="Entries">Entries in the chain.</param>
/// <param name="Pending">Entries committed but not sealed yet.</param>
/// <param name="Breach">The first entry that was touched; null when the chain is whole.</param>
public sealed record AuditVerification(Guid TenantId, long Entries, long Pending, AuditBreach? Breach)
{
    public bool Intact => Breach is null;
}

/// <summary>Where a chain was touched, and how.</summary>
/// <param name="Code">entry_changed, entry_removed, entry_inserted, seal_changed, seal_removed, tail_cut or head_changed.</param>
/// <param name="Sequence">Number of the entry in the chain, from 1; null where it has none.</param>
public sealed record AuditBreach(string Code, long? Sequence, Guid? EntryId, string Message);

/// <summary>Verifies the chains: computes each hash anew and compares it with its seal, and the end with the signed head.</summary>
public sealed class AuditChain(NpgsqlDataSource source, MasterKey master)
{
    /// <summary>Every tenant's chain, also of one whose last entry was removed.</summary>
    public async IAsyncEnumerable<AuditVerification> VerifyAll([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct = default)
    {
        var tenants = new List<Guid>();
        await using (var command = source.CreateCommand("select id from nexus.tenants union select tenant_id from nexus.audit_heads order by 1"))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
                tenants.Add(reader.GetGuid(0));
        }

        foreach (var tenant in tenants)
            yield return await Verify(tenant, ct);
    }

    /// <summary>One tenant's chain, as it is at one moment; sealing goes on meanwhile.</summary>
    public async Task<AuditVerification> Verify(Guid tenant, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        return await Verify(connection, master, tenant, ct);
    }

    /// <summary>In the transaction that is open on the connection; it should see one snapshot.</summary>
    internal static async Task<AuditVerification> Verify(NpgsqlConnection connection, MasterKey master, Guid tenant, CancellationToken ct)
    {
        var (head, genuine) = await Head(connection, master, tenant, ct);
        var (count, hash, breach, doubt) = await Walk(connection, tenant, ct);
        breach ??= doubt?.Decide(sealIsGenuine: !(genuine && head!.Hash.AsSpan().SequenceEqual(doubt.Computed)));
        var (pending, inserted) = await Unsealed(connection, tenant, ct);
        breach ??= inserted is { } id ? new AuditBreach("entry_inserted", null, id, $"The entry {id} has no seal, though all of its time are sealed: it was put in later.") : null;
        breach ??= (head, genuine) switch
        {
            (null, _) when count > 0 => new AuditBreach("head_changed", null, null, "The signed head of the chain is missing."),
            ({ } h, true) when count < h.Count => new AuditBreach("tail_cut", count + 1, null, $"The chain ends after entry {count}, and had {h.Count}: the end was cut off."),
            ({ } h, true) when count == h.Count && !hash.AsSpan().SequenceEqual(h.Hash) => new AuditBreach("seal_changed", count, null, $"The seal of entry {count}, the last one, was changed."),
            ({ } h, true) when count > h.Count => new AuditBreach("entry_inserted", h.Count + 1, null, $"The chain was signed with {h.Count} entries and has {count}: some were put in later."),
            (not null, false) => new AuditBreach("head_changed", null, null, "The head of the chain isn't the one that was signed."),
            ({ BrokenAt: { } since }, true) => new AuditBreach("head_changed", null, null, $"The head of the chain was found touched at {since:u}."),
            _ => null,
        };
        return new AuditVerification(tenant, count, pending, breach);
    }

    private static async Task<(ChainHead? Head, bool Genuine)> Head(NpgsqlConnection connection, MasterKey master, Guid tenant, CancellationToken ct)
    {
        await using var command = Command(connection, $"select {Sql.Raw(ChainHead.Columns)} from nexus.audit_heads where tenant_id = {tenant}");
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? ChainHead.Read(reader, master) : (null, false);
    }

    private static async Task<(long Count, byte[] Hash, AuditBreach? Breach, Doubt? Last)> Walk(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = Command(connection, $"""
            select s.sequence, s.audit_id, s.hash, a.id is not null, {Sql.Raw(ChainEntry.Columns)}
            from nexus.audit_seals s left join nexus.audit a on a.tenant_id = s.tenant_id and a.id = s.audit_id
            where s.tenant_id = {tenant} order by s.sequence
            """);
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (expected, computed) = (1L, ChainEntry.Beginning);
        Doubt? doubt = null;
        AuditBreach? breach = null;
        while (await reader.ReadAsync(ct))
        {
            var (sequence, id, seal, there) = (reader.GetInt64(0), reader.GetGuid(1), reader.GetFieldValue<byte[]>(2), reader.GetBoolean(3));
            var entry = there ? ChainEntry.Read(reader, 4) : null;
            // Whether it was the entry or its seal is told by the next entry: it was hashed with the seal as it was then.
            if (doubt is not null && entry is not null)
                breach ??= doubt.Decide(ChainEntry.Hash(doubt.Seal, entry).AsSpan().SequenceEqual(seal));
            if (sequence != expected)
                breach ??= new AuditBreach("seal_removed", expected, null, $"The seal of entry {expected} was removed.");
            if (entry is null)
                breach ??= new AuditBreach("entry_removed", sequence, id, $"Entry {sequence} ({id}) was removed.");
            if (breach is not null)
                return (sequence, seal, breach, null);

            computed = ChainEntry.Hash(computed, entry!);
            doubt = computed.AsSpan().SequenceEqual(seal) ? null : new Doubt(sequence, id, seal, computed);
            computed = seal;

            expected++;
        }

        return (expected - 1, computed, null, doubt);
    }

    /// <summary>Entries without a seal: how many still wait for one, and the first for which it is too late.</summary>
    private static async Task<(long Pending, Guid? Inserted)> Unsealed(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = Command(connection, $"""
            select count(*), (array_agg(a.id order by a.tx, a.id) filter (where a.tx < sealed_below))[1]
            from nexus.audit a cross join nexus.audit_sealer
            where a.tenant_id = {tenant} and not exists (select 1 from nexus.audit_seals s where s.tenant_id = a.tenant_id and s.audit_id = a.id)
            """);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return (reader.GetInt64(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, Sql sql)
    {
        var command = new NpgsqlCommand { Connection = connection };
        command.CommandText = sql.Render(command.Parameters);
        return command;
    }

    /// <summary>An entry that doesn't fit its seal.</summary>
    private sealed record Doubt(long Sequence, Guid Id, byte[] Seal, byte[] Computed)
    {
        public AuditBreach Decide(bool sealIsGenuine) => sealIsGenuine
            ? new AuditBreach("entry_changed", Sequence, Id, $"Entry {Sequence} ({Id}) was changed or moved.")
            : new AuditBreach("seal_changed", Sequence, Id, $"The seal of entry {Sequence} ({Id}) was changed.");
    }
}
