using System.Data;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Npgsql;

namespace Nexus.Kernel.Tenancy;

/// <summary>
/// All that a business has, in files that any program reads: one CSV a resource (declared and own fields, archived rows too), its events
/// and its audit, as they were at one moment. Secrets are fields of no resource, so there are none in it.
/// </summary>
public sealed class TenantExport(NexusModel model, NpgsqlDataSource source, TimeProvider clock)
{
    // These go out in a form of their own.
    private static readonly IReadOnlySet<string> Logs = new HashSet<string> { "core.audit_entry", "core.event" };

    public async Task Write(Tenant tenant, Stream target, CancellationToken ct = default)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        using var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true);
        var files = new Dictionary<string, string>();
        foreach (var resource in model.Resources.Where(r => tenant.Has(r.Module) && !Logs.Contains(r.FullName)))
            await Write(resource.FullName, Rows(resource, tenant));
        await Write("events", $"select id, name, resource, row_id, actor, at, data from nexus.events where tenant_id = '{tenant.Id}' order by tx, position");
        await Write("audit", $"select sequence, id, at, actor_kind, actor, on_behalf_of, operation, resource, row_id, before, after from nexus.audit_entries where tenant_id = '{tenant.Id}' order by sequence nulls last, id");

        var manifest = new { Format = "nexus-tenant-export", Version = 1, At = Instants.Now(clock), Tenant = new { tenant.Id, tenant.Name, tenant.Industry, tenant.Country, tenant.Currency, Modules = tenant.Modules.Order(), tenant.CreatedAt }, Files = files };
        await using var entry = archive.CreateEntry("manifest.json").Open();
        await JsonSerializer.SerializeAsync(entry, manifest, NexusJson.Options, ct);

        async Task Write(string name, string query)
        {
            files[name] = name + ".csv";
            await using var file = archive.CreateEntry(files[name], CompressionLevel.Fastest).Open();
            using var copy = await connection.BeginTextExportAsync($"copy ({query}) to stdout (format csv, header true)", ct);
            await using var text = new StreamWriter(file, new UTF8Encoding(false));
            var buffer = new char[32 * 1024];
            for (int read; (read = await copy.ReadAsync(buffer, ct)) > 0;)
                await text.WriteAsync(buffer.AsMemory(0, read), ct);
        }
    }

    /// <summary>The declared columns and the tenant's own fields; no other, whatever the table has.</summary>
    private static string Rows(ResourceType resource, Tenant tenant)
    {
        var columns = tenant.ShapeOf(resource).Fields.SelectMany(f => f.IsCustom ? [$"custom ->> '{f.Name}' as {Sql.Quote(f.Name)}"] : f.Columns.Select(Sql.Quote));
        var shared = resource.Storage is Storage.Shared;
        return $"select {string.Join(", ", columns)} from {TenantDb.TargetOf(resource, tenant)}{(shared ? $" where tenant_id = '{tenant.Id}'" : "")} order by id";
    }
}
