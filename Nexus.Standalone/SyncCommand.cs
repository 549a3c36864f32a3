using Nexus.Standalone.Postgres;

namespace Nexus.Standalone;

/// <summary>Brings the schema of the installation and of each tenant up to date.</summary>
internal static class SyncCommand
{
    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        DataFolder.Make(options.DataFolder);
        using var held = DataFolderLock.Take(options.DataFolder);
        await using var database = await Database.Open(options.DataFolder, held, ct);
        throw new StartFailure("The kernel's schema sync is not there yet.");
    }
}
