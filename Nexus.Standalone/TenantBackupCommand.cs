using System.Globalization;
using Nexus.Kernel.Tenancy;
using Nexus.Standalone.Backup;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>Writes all of one tenant into one file; Nexus may run meanwhile.</summary>
internal static class TenantBackupCommand
{
    internal static async Task<int> Run(Options options, string named, CancellationToken ct)
    {
        await using var installation = await Installation.Open(options.DataFolder, masterKey: null, ct);
        var (id, name) = await TenantNamed.Find(installation.Get<NpgsqlDataSource>(), named, ct);
        var target = options.File ?? Path.GetFullPath($"{TenantFile.NameFor(name)}-{TenantFile.Now}.nexus");
        var bytes = await TenantFile.Write(installation.Get<TenantBackup>(), id, target, ct);
        Terminal.Say($"Backed up {name} ({id}) into {target} ({Size(bytes)}). Whoever has the file has the data: keep it as safe.");
        return 0;
    }

    private static string Size(long bytes) =>
        bytes < 1e6 ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0} kB") : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB");
}
