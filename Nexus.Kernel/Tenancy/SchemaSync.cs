using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy.Patches;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Brings tenants' schemas up to date with the declarations: adds the tables, columns, indexes, keys and search columns that are missing,
/// each tenant in a transaction of its own. What was done is remembered by a fingerprint, so it goes on where it was stopped, and a look
/// when nothing has changed is one query.
/// </summary>
public sealed class SchemaSync(NexusModel model, NpgsqlDataSource source, ILogger<SchemaSync> log)
{
    /// <summary>Tenants brought up to date at the same time.</summary>
    public const int ParallelMax = 2;

    // "schema" as a number; with the tenant's own number it is the lock of one tenant.
    private const int TenantLock = 0x736368;

    /// <summary>All tenants that are behind.</summary>
    /// <param name="progress">Told of each tenant that is done: how many, of how many.</param>
    /// <returns>How many tenants were changed.</returns>
    /// <exception cref="AggregateException">Some tenants couldn't be brought up to date; the others were.</exception>
    public async Task<int> All(Action<int, int>? progress = null, CancellationToken ct = default)
    {
        var behind = await Behind(ct);
        var done = 0;
        var failed = new ConcurrentBag<Exception>();
        await Parallel.ForEachAsync(behind, new ParallelOptions { MaxDegreeOfParallelism = ParallelMax, CancellationToken = ct }, async (tenant, stop) =>
        {
            try
            {
                await One(tenant, stop);
                progress?.Invoke(Interlocked.Increment(ref done), behind.Count);
            }
            catch (PostgresException e)
            {
                log.LogError("The schema of tenant {Tenant} can't be brought up to date: {Reason}", tenant, e.MessageText);
                failed.Add(new InvalidOperationException($"Tenant {tenant}: {e.MessageText}", e));
            }
        });
        return failed.IsEmpty ? done : throw new AggregateException($"{failed.Count} of {behind.Count} tenants can't be brought up to date.", failed);
    }

    /// <summary>One tenant; does nothing when it is up to date. Processes that want it at once take turns.</summary>
    public async Task One(Guid tenant, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await TenantTables.Execute(connection, $"select pg_advisory_xact_lock({TenantLock}, {BitConverter.ToInt32(tenant.ToByteArray(), 12)})", ct);
        if (await Modules(connection, tenant, ct) is not var (modules, fingerprint) || fingerprint == SchemaDdl.Fingerprint(model, modules))
            return;

        await Apply(connection, tenant, modules, ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>In the transaction that is open: what is missing for these modules, and the fingerprint.</summary>
    internal async Task Apply(NpgsqlConnection connection, Guid tenant, IReadOnlySet<string> modules, CancellationToken ct)
    {
        await Patch(connection, tenant, modules, ct);
        var missing = string.Join(";\n", SchemaDdl.Missing(model, modules, await SchemaCatalog.Read(connection, Tenant.SchemaOf(tenant), ct)));
        if (missing.Length > 0)
            await TenantTables.Execute(connection, missing.Replace("{schema}", Sql.Quote(Tenant.SchemaOf(tenant)), StringComparison.Ordinal), ct);
        await TenantTables.Execute(connection, $"update nexus.tenants set schema_fingerprint = '{SchemaDdl.Fingerprint(model, modules)}', updated_at = now() where id = '{tenant}'", ct);
    }

    /// <summary>The patches that the tenant hasn't had. Those of a module that it gets only now have nothing to change.</summary>
    private async Task Patch(NpgsqlConnection connection, Guid tenant, IReadOnlySet<string> modules, CancellationToken ct)
    {
        var patches = SchemaPatches.Of(model, modules).ToArray();
        if (patches.Length == 0)
            return;
        var has = await SchemaCatalog.Read(connection, Tenant.SchemaOf(tenant), ct);
        var applied = await Applied(connection, tenant, ct);
        var due = patches.Where(p => !applied.Contains((p.Module, p.Number))).ToArray();
        foreach (var patch in due.Where(p => model.FindModule(p.Module)!.Resources.Any(r => has.HasTable(r.Table))))
        {
            log.LogInformation("Patch {Module} {Number} in tenant {Tenant}: {Why}", patch.Module, patch.Number, tenant, patch.Why);
            await TenantTables.Execute(connection, patch.Statements.Replace("{schema}", Sql.Quote(Tenant.SchemaOf(tenant)), StringComparison.Ordinal), ct);
        }

        await using var note = connection.CreateCommand();
        note.CommandText = SchemaPatches.Note(tenant, due).Render(note.Parameters);
        await note.ExecuteNonQueryAsync(ct);
    }

    private static async Task<HashSet<(string, int)>> Applied(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        var applied = new HashSet<(string, int)>();
        await using var command = new NpgsqlCommand("select module, number from nexus.patches where tenant_id = $1", connection) { Parameters = { new() { Value = tenant } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            applied.Add((reader.GetString(0), reader.GetInt32(1)));
        return applied;
    }

    private async Task<List<Guid>> Behind(CancellationToken ct)
    {
        var behind = new List<Guid>();
        var known = new Dictionary<string, string>();
        await using var command = source.CreateCommand("select id, modules, schema_fingerprint from nexus.tenants where status <> 'erasing' order by id");
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var modules = reader.GetFieldValue<string[]>(1);
            var key = string.Join(',', modules.Order());
            if (!known.TryGetValue(key, out var fingerprint))
                known[key] = fingerprint = SchemaDdl.Fingerprint(model, modules.ToHashSet());
            if (reader.GetString(2) != fingerprint)
                behind.Add(reader.GetGuid(0));
        }

        return behind;
    }

    private static async Task<(IReadOnlySet<string> Modules, string Fingerprint)?> Modules(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select modules, schema_fingerprint from nexus.tenants where id = $1", connection) { Parameters = { new() { Value = tenant } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? (reader.GetFieldValue<string[]>(0).ToHashSet(), reader.GetString(1)) : null;
    }
}
