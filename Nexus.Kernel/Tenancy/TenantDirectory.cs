using System.Collections.Concurrent;
using Nexus.Kernel.Declare;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>The tenants of the installation, held in memory and forgotten when they change.</summary>
public sealed class TenantDirectory
{
    /// <summary>Tenants held at most; beyond it the memory starts anew.</summary>
    public const int TenantsHeldMax = 20_000;

    private readonly ConcurrentDictionary<Guid, Tenant> _held = new();
    private readonly NexusModel _model;
    private readonly NpgsqlDataSource _source;
    private readonly Invalidations _invalidations;
    private readonly SchemaSync _sync;
    private readonly TenantClosing _closing;
    private long _changes;

    public TenantDirectory(NexusModel model, NpgsqlDataSource source, Invalidations invalidations, SchemaSync sync, TenantClosing closing)
    {
        _closing = closing;
        _sync = sync;
        _model = model;
        _source = source;
        _invalidations = invalidations;
        invalidations.Invalidated += (kind, key) =>
        {
            if (kind is not ("tenant" or Invalidations.Everything))
                return;
            Interlocked.Increment(ref _changes);
            if (kind == "tenant" && Guid.TryParse(key, out var id))
                _held.TryRemove(id, out _);
            else
                _held.Clear();
        };
    }

    /// <summary>Null when there is no such tenant.</summary>
    public async ValueTask<Tenant?> Find(Guid id, CancellationToken ct = default)
    {
        if (_invalidations.Fresh && _held.TryGetValue(id, out var tenant))
            return tenant;

        var changes = Interlocked.Read(ref _changes);
        if (await Read(id, ct) is not var (loaded, fingerprint))
            return null;
        // Not held: nobody would tell that its restore was cut off.
        if (loaded.Status is TenantStatus.Restoring)
            return await _closing.OpenAbandoned(id, ct) ? (await Read(id, ct))?.Tenant : loaded;
        // Its tables may be those of an older version: nobody works on them before they are as they are declared. By now the connection of
        // the read is back in the pool: who holds one while wanting another waits for others that do the same.
        if (fingerprint != SchemaDdl.Fingerprint(_model, loaded.Modules))
            await _sync.One(id, ct);
        if (_held.Count >= TenantsHeldMax)
            _held.Clear();
        // What changed while we were reading may be missing in what we read: then it serves this request only.
        _held[id] = loaded;
        if (Interlocked.Read(ref _changes) != changes)
            _held.TryRemove(id, out _);
        return loaded;
    }

    private async Task<(Tenant Tenant, string Fingerprint)?> Read(Guid id, CancellationToken ct)
    {
        await using var connection = await _source.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                ((Sql)$"select name, industry, country, currency, status, modules, created_at, schema_fingerprint from nexus.tenants where id = {id}").ToBatchCommand(),
                ((Sql)$"select resource, name, label, kind, choices, required, description from nexus.custom_fields where tenant_id = {id} and archived_at is null order by created_at").ToBatchCommand(),
            },
        };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;

        var tenant = new Tenant
        {
            Id = id,
            Name = reader.GetString(0),
            Industry = reader.GetString(1),
            Country = reader.GetString(2),
            Currency = reader.GetString(3),
            Status = Enum.Parse<TenantStatus>(reader.GetString(4), ignoreCase: true),
            Modules = reader.GetFieldValue<string[]>(5).ToHashSet(),
            CreatedAt = reader.GetFieldValue<DateTimeOffset>(6),
        };
        var fingerprint = reader.GetString(7);
        await reader.NextResultAsync(ct);
        var custom = new List<(string Resource, Field Field)>();
        while (await reader.ReadAsync(ct))
            custom.Add((reader.GetString(0), CustomField(reader)));
        return (tenant with
        {
            Shapes = custom.GroupBy(c => c.Resource).Where(g => _model.FindResource(g.Key) is not null)
                .ToDictionary(g => g.Key, g => new Shape(_model.FindResource(g.Key)!, g.Select(c => c.Field))),
        }, fingerprint);
    }

    private static Field CustomField(NpgsqlDataReader reader) => new()
    {
        Name = reader.GetString(1),
        Label = reader.GetString(2),
        Kind = Enum.Parse<FieldKind>(reader.GetString(3).Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
        Choices = reader.GetFieldValue<string[]>(4),
        Required = reader.GetBoolean(5),
        Description = reader.GetString(6),
    };
}
