using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy.Patches;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Brings a tenant back from its backup, all or nothing: in the place of the one that is there, into an installation that lacks it, or
/// as a copy under a new id. One that is there is closed meanwhile and open again afterwards, as it was, when it fails. What happened before the backup doesn't happen again: its events are history.
/// </summary>
public sealed class TenantRestore(NexusModel model, NpgsqlDataSource source, MasterKey master, TimeProvider clock, Invalidations invalidations, TenantClosing closing)
{
    /// <param name="archive">A file that <see cref="TenantBackup"/> wrote; must seek.</param>
    /// <param name="asCopy">Under a new id, beside the tenant that is there.</param>
    /// <param name="by">Who asked, for the audit.</param>
    /// <exception cref="Fault">The file is damaged or not a backup, or holds what this version doesn't know. Nothing has changed.</exception>
    public async Task<RestoredTenant> Read(Stream archive, bool asCopy, Caller? by = null, CancellationToken ct = default)
    {
        using var zip = Open(archive);
        var manifest = await Check(zip, ct);
        var tenant = asCopy ? Guid.CreateVersion7(clock.GetUtcNow()) : manifest.Tenant.Id;
        var modules = manifest.Tenant.Modules.ToHashSet();
        if (modules.FirstOrDefault(m => model.FindModule(m) is null) is { } unknown)
            throw new Fault(422, "unknown_module", $"The backup has the module {unknown}, which this installation lacks.");

        await using var closed = await closing.Close(tenant, TenantStatus.Restoring, ct);
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var late = await LateEvents.Begin(source, connection, ct);
        await TenantTables.Remove(connection, await TenantTables.Read(connection, tenant, ct), tenant, ct);
        await Announce(connection, tenant, ct);
        await AddTenant(connection, manifest.Tenant, tenant, closed.Before ?? "active", ct);
        await TenantTables.Execute(connection, SchemaDdl.CreateTables(model, modules, Tenant.SchemaOf(tenant)), ct);
        var tables = await TenantTables.Read(connection, tenant, ct);
        // The tables of the installation in the order of their references, then the tenant's own.
        foreach (var table in tables)
        {
            if (manifest.Tables.FirstOrDefault(t => t.Name == table.Name && t.Shared == table.Shared) is { } backedUp && !(asCopy && table.Shared && InstallationTables.NotCopied.Contains(table.Name)))
                await Load(connection, zip, backedUp, table, tenant, asCopy, manifest.Dispatched, ct);
        }

        RequireAll(manifest, tables);
        await TenantTables.Execute(connection, SchemaDdl.CreateIndexes(model, modules, Tenant.SchemaOf(tenant)), ct);
        await Execute(connection, SchemaPatches.Note(tenant, SchemaPatches.Of(model, modules)), ct);
        await SignChain(connection, manifest, tenant, ct);
        var dropped = await new RestoredSecrets(connection, master, tenant).DropUnreadable(ct);
        await Execute(connection, PlatformAudit.Entry(tenant, tenant, by ?? Caller.System("restore"), "restore", new { BackupOf = manifest.Tenant.Id, BackupAt = manifest.At, Copy = asCopy, dropped.SecondFactors, dropped.WebhookSecrets }, Instants.Now(clock)), ct);
        await transaction.CommitAsync(ct);
        await late.Tell(ct);
        invalidations.Raise("tenant", tenant.ToString());
        invalidations.Raise(Sessions.Kind, Invalidations.Everything);
        return new RestoredTenant(tenant, dropped);
    }

    /// <summary>Whose backup a file is, and of when; the file is checked first.</summary>
    /// <exception cref="Fault">The file is damaged or not a backup.</exception>
    public static async Task<(Guid Id, string Name, DateTimeOffset At)> Describe(Stream archive, CancellationToken ct = default)
    {
        using var zip = Open(archive);
        var manifest = await Check(zip, ct);
        return (manifest.Tenant.Id, manifest.Tenant.Name, manifest.At);
    }

    private static ZipArchive Open(Stream archive)
    {
        try
        {
            return new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        }
        catch (InvalidDataException)
        {
            throw Damaged("it is no archive, or its end is missing");
        }
    }

    /// <summary>The manifest, when every part is as it was written.</summary>
    private static async Task<BackupManifest> Check(ZipArchive zip, CancellationToken ct)
    {
        try
        {
            var text = await ReadAll(zip, BackupManifest.FileName, ct);
            var hash = Encoding.ASCII.GetString(await ReadAll(zip, BackupManifest.HashFileName, ct));
            if (hash != Convert.ToHexStringLower(SHA256.HashData(text)))
                throw Damaged("its manifest was changed");
            var manifest = JsonSerializer.Deserialize<BackupManifest>(text, NexusJson.Options)!;
            if (manifest.Format != BackupManifest.FormatName)
                throw Damaged("it is another kind of file");
            if (manifest.Dispatched is { } place && !ulong.TryParse(place.Transaction, NumberStyles.None, CultureInfo.InvariantCulture, out _))
                throw Damaged("its place in the event log can't be read");
            if (manifest.Version > BackupManifest.VersionNow)
                throw new Fault(422, "backup_too_new", "The backup was written by a newer version of Nexus. Update first.");
            foreach (var table in manifest.Tables)
            {
                await using var entry = Entry(zip, table.File).Open();
                if (table.Sha256 != Convert.ToHexStringLower(await SHA256.HashDataAsync(entry, ct)))
                    throw Damaged($"{table.File} was changed");
            }

            return manifest;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or EndOfStreamException or NotSupportedException)
        {
            throw Damaged("a part of it can't be read");
        }
    }

    private static Fault Damaged(string why) => new(422, "backup_damaged", $"The file is damaged or not a backup of a tenant: {why}. Nothing was changed.");

    private static ZipArchiveEntry Entry(ZipArchive zip, string name) => zip.GetEntry(name) ?? throw Damaged($"{name} is missing");

    private static async Task<byte[]> ReadAll(ZipArchive zip, string name, CancellationToken ct)
    {
        await using var entry = Entry(zip, name).Open();
        using var all = new MemoryStream();
        await entry.CopyToAsync(all, ct);
        return all.ToArray();
    }

    private static void RequireAll(BackupManifest manifest, IReadOnlyList<TenantTable> tables)
    {
        if (manifest.Tables.FirstOrDefault(b => b.Rows > 0 && tables.All(t => t.Name != b.Name || t.Shared != b.Shared)) is { } unknown)
            throw new Fault(422, "unknown_table", $"The backup has rows of {unknown.Name}, which this version of Nexus doesn't know. Nothing was changed.");
    }

    private async Task AddTenant(NpgsqlConnection connection, BackedUpTenant backedUp, Guid tenant, string status, CancellationToken ct)
    {
        await Execute(connection, $"""
            insert into nexus.tenants (id, name, industry, country, currency, status, modules, created_at, updated_at, schema_fingerprint)
            values ({tenant}, {backedUp.Name}, {backedUp.Industry}, {backedUp.Country}, {backedUp.Currency}, {status}, {backedUp.Modules}, {backedUp.CreatedAt}, {Instants.Now(clock)}, {SchemaDdl.Fingerprint(model, backedUp.Modules.ToHashSet())})
            """, ct);
    }

    /// <summary>The tenant, and who was let in: a key or a right of after the backup doesn't count any more.</summary>
    private static async Task Announce(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await Execute(connection, Invalidations.Announce("tenant", tenant.ToString()), ct);
        await Execute(connection, Invalidations.Announce(Sessions.Kind, Invalidations.Everything), ct);
    }

    private static async Task Execute(NpgsqlConnection connection, Sql sql, CancellationToken ct)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql.Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>By way of a temporary table, in which the backup's columns are; so a table may have got columns since.</summary>
    private async Task Load(NpgsqlConnection connection, ZipArchive zip, BackedUpTable backedUp, TenantTable table, Guid tenant, bool asCopy, BackedUpPlace? dispatched, CancellationToken ct)
    {
        if (backedUp.Columns.FirstOrDefault(c => table.Columns.All(t => t.Name != c.Name)) is { } unknown)
            throw new Fault(422, "unknown_column", $"The backup has the column {backedUp.Name}.{unknown.Name}, which this version of Nexus doesn't know. Nothing was changed.");

        await TenantTables.Execute(connection, $"create temporary table restored ({string.Join(", ", backedUp.Columns.Select(c => $"{Sql.Quote(c.Name)} {c.Type}"))}) on commit drop", ct);
        await using (var entry = Entry(zip, backedUp.File).Open())
        await using (var copy = await connection.BeginRawBinaryCopyAsync("copy restored from stdin (format binary)", ct))
            await entry.CopyToAsync(copy, ct);

        // The transaction is this one: an entry is sealed if it wasn't yet. Events are of the time before all readers, but for those that
        // weren't dispatched when the backup was made: what they lead to hasn't happened in these data.
        var columns = backedUp.Columns.Select(c => c.Name).Where(c => table.Columns.Single(t => t.Name == c).Kept && !(table is { Shared: true, Name: "audit" } && c == "tx")).ToArray();
        var values = columns.Select(c => (table.Shared, table.Name, c) switch
        {
            (true, _, "tenant_id") => $"'{tenant}'::uuid",
            (true, "events", "tx") => asCopy || dispatched is null ? "'0'::xid8" : $"case when (tx, position) > ('{ulong.Parse(dispatched.Transaction, CultureInfo.InvariantCulture)}'::xid8, {dispatched.Position}) then nexus.event_tx() else '0'::xid8 end",
            (true, _, TenantTables.EventPosition) => $"(select e.position from nexus.events e where e.tenant_id = '{tenant}' and e.id = restored.event_id)",
            _ when asCopy && (table.Shared ? table.NewIds.Contains(c) : NamesShared(table, c)) => $"md5({Sql.Quote(c)}::text || '{tenant}')::uuid",
            _ => Sql.Quote(c),
        });
        var missing = MissingColumns(table, backedUp).ToArray();
        var order = backedUp.Columns.Any(c => c.Name == "position") ? " order by position" : "";
        var rows = await TenantTables.Execute(connection,
            $"insert into {table.Quoted} ({string.Join(", ", columns.Select(Sql.Quote).Concat(missing.Select(m => Sql.Quote(m.Name))))}) select {string.Join(", ", values.Concat(missing.Select(m => m.Value)))} from restored{order}", ct);
        await TenantTables.Execute(connection, "drop table restored", ct);
        if (rows != backedUp.Rows)
            throw Damaged($"{backedUp.File} has {rows} rows instead of {backedUp.Rows}");
    }

    /// <summary>Fields that were declared since the backup and can't be empty.</summary>
    private IEnumerable<(string Name, string Value)> MissingColumns(TenantTable table, BackedUpTable backedUp) =>
        table.Shared ? [] : model.Resources.First(r => r.Storage is Storage.Tenant && r.Table == table.Name).Fields
            .Where(f => !f.Nullable && backedUp.Columns.All(c => c.Name != f.Name))
            .SelectMany(SchemaDdl.EmptyValues);

    /// <summary>Columns that hold ids of users, teams and the like.</summary>
    private bool NamesShared(TenantTable table, string column) =>
        column is "created_by" or "updated_by"
        || model.Resources.First(r => r.Storage is Storage.Tenant && r.Table == table.Name).Find(column) is { References: { } target } && model.FindResource(target) is { Storage: Storage.Shared };

    /// <summary>The chain's end, signed by this installation; broken, when it isn't the end that the backup tells of.</summary>
    private async Task SignChain(NpgsqlConnection connection, BackupManifest manifest, Guid tenant, CancellationToken ct)
    {
        if (manifest.Chain is not { } chain)
            return;
        var head = new ChainHead(tenant, chain.Count, Convert.FromHexString(chain.Hash), chain.BrokenAt);
        await Save(head);
        if (head.BrokenAt is null && (await AuditChain.Verify(connection, master, tenant, ct)).Breach is { Code: not "entry_inserted" })
            await Save(head with { BrokenAt = Instants.Now(clock) });

        Task Save(ChainHead signed) => Execute(connection, signed.Save(master), ct);
    }
}
