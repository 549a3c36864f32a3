using System.Data;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Nexus.Kernel.Events.Reactions;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// Writes all of a tenant into one file: its tables, people with their password hashes, events, audit and seals, as they were at one
/// moment; the tenant works on meanwhile. Whoever has the file has the data: keep it as safe.
/// </summary>
public sealed class TenantBackup(NpgsqlDataSource source, TimeProvider clock)
{
    /// <param name="target">Gets the file; need not seek.</param>
    /// <exception cref="Fault">404 when there is no such tenant.</exception>
    public async Task Write(Guid tenant, Stream target, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var described = await Describe(connection, tenant, ct) ?? throw Fault.NotFound("tenant");
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        var tables = new List<BackedUpTable>();
        foreach (var table in await TenantTables.Read(connection, tenant, ct))
        {
            if (!table.Shared || InstallationTables.BackedUp.Contains(table.Name))
                tables.Add(await Write(connection, table, tenant, archive, ct));
        }

        var manifest = JsonSerializer.SerializeToUtf8Bytes(
            new BackupManifest(BackupManifest.FormatName, BackupManifest.VersionNow, Instants.Now(clock), described, await Chain(connection, tenant, ct), await Dispatched(connection, ct), tables), NexusJson.Options);
        await Add(archive, BackupManifest.FileName, manifest, ct);
        await Add(archive, BackupManifest.HashFileName, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(manifest))), ct);
    }

    private static async Task<BackedUpTable> Write(NpgsqlConnection connection, TenantTable table, Guid tenant, ZipArchive archive, CancellationToken ct)
    {
        var file = $"{(table.Shared ? "installation" : "tenant")}/{table.Name}.copy";
        var condition = table.Condition(tenant) + (table.Shared && InstallationTables.Kept(table.Name) is { } kept ? $" and {kept}" : "");
        var rows = await TenantTables.Count(connection, table, condition, ct);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using (var entry = archive.CreateEntry(file, CompressionLevel.Fastest).Open())
        await using (var copy = await connection.BeginRawBinaryCopyAsync($"copy (select {string.Join(", ", table.Columns.Select(c => Sql.Quote(c.Name)))} from {table.Quoted} where {condition}) to stdout (format binary)", ct))
        {
            var buffer = new byte[64 * 1024];
            for (int read; (read = await copy.ReadAsync(buffer, ct)) > 0;)
            {
                hash.AppendData(buffer, 0, read);
                await entry.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }

        return new BackedUpTable(table.Name, table.Shared, [.. table.Columns.Select(c => new BackedUpColumn(c.Name, c.Type))], rows, file, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    private static async Task<BackedUpTenant?> Describe(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select name, industry, country, currency, modules, created_at from nexus.tenants where id = $1", connection) { Parameters = { new() { Value = tenant } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct)
            ? new BackedUpTenant(tenant, reader.GetString(0), reader.GetString(1), reader.GetString(2), reader.GetString(3), reader.GetFieldValue<string[]>(4), reader.GetFieldValue<DateTimeOffset>(5))
            : null;
    }

    private static async Task<BackedUpPlace> Dispatched(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select coalesce(max(tx::text), '0'), coalesce(max(position), 0) from nexus.cursors where name = $1", connection) { Parameters = { new() { Value = EventDispatcher.Consumer } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new BackedUpPlace(reader.GetString(0), reader.GetInt64(1));
    }

    private static async Task<BackedUpChain?> Chain(NpgsqlConnection connection, Guid tenant, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand("select count, encode(hash, 'hex'), broken_at from nexus.audit_heads where tenant_id = $1", connection) { Parameters = { new() { Value = tenant } } };
        await using var reader = await command.ExecuteReaderAsync(ct);
        return await reader.ReadAsync(ct) ? new BackedUpChain(reader.GetInt64(0), reader.GetString(1), reader.IsDBNull(2) ? null : reader.GetFieldValue<DateTimeOffset>(2)) : null;
    }

    private static async Task Add(ZipArchive archive, string name, byte[] content, CancellationToken ct)
    {
        await using var entry = archive.CreateEntry(name).Open();
        await entry.WriteAsync(content, ct);
    }
}
