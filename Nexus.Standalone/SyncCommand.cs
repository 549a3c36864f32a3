using Nexus.Kernel.Tenancy;
using Nexus.Standalone.Postgres;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>Brings the schema of the installation and of each tenant up to date; Nexus may run meanwhile.</summary>
internal static class SyncCommand
{
    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        DataFolder.Make(options.DataFolder);
        if (DataFolderLock.IsHeld(options.DataFolder))
        {
            await Sync(Database.OfRunning(options.DataFolder), ct);
            return 0;
        }

        using var held = DataFolderLock.Take(options.DataFolder);
        await using var database = await Database.Open(options.DataFolder, held, ct);
        await Sync(database.ConnectionString, ct);
        return 0;
    }

    private static async Task Sync(string connectionString, CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await PlatformDatabase.Prepare(source, ct);
        Terminal.Say("The installation's tables are up to date");
        // Here the kernel's schema sync walks over all tenants.
    }
}
