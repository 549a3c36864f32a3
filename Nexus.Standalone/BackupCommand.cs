using System.Globalization;
using Nexus.Standalone.Backup;
using Nexus.Standalone.Postgres;

namespace Nexus.Standalone;

/// <summary>Writes a whole installation, its keys included, into one archive; Nexus may run meanwhile.</summary>
internal static class BackupCommand
{
    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        if (Database.External is not null)
        {
            throw new StartFailure("The database is an external server (ConnectionStrings__nexusdb): back it up with pg_dump or that server's own means, and keep master.key with it.");
        }

        if (!Directory.Exists(Path.Combine(options.DataFolder, "postgres", "data")))
        {
            throw new StartFailure($"There is nothing to back up in {options.DataFolder}: name the data folder with --data.");
        }

        var now = TimeProvider.System.GetLocalNow();
        var target = options.File ?? Path.GetFullPath($"nexus-{now.ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.backup");
        if (File.Exists(target))
        {
            throw new StartFailure($"{target} is there already: name another file.");
        }

        if (DataFolderLock.IsHeld(options.DataFolder))
        {
            await Write(options.DataFolder, target, Database.OfRunning(options.DataFolder), now, ct);
        }
        else
        {
            await using var server = await EmbeddedPostgres.StartAsync(options.DataFolder, Terminal.Say, ct: ct);
            await Write(options.DataFolder, target, server.ConnectionString, now, ct);
        }

        return 0;
    }

    private static async Task Write(string dataFolder, string target, string connectionString, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            Terminal.Say($"Backing up {dataFolder}");
            using var archive = new ArchiveWriter(target);
            archive.AddText(Manifest.FileName, Manifest.Text(now));
            foreach (var file in (string[])[MasterKey.FileIn(dataFolder), Path.Combine(dataFolder, "postgres.password")])
            {
                archive.AddFile(Path.GetFileName(file), file);
            }

            await OnlineCopy.Write(archive, "postgres/data/", Path.Combine(dataFolder, "postgres", "data"), connectionString, ct);
            var megabytes = archive.Finish() / 1e6;
            Terminal.Say($"Backed up {archive.FilesWritten} files into {target} ({megabytes.ToString("0.0", CultureInfo.InvariantCulture)} MB). It holds the keys: keep it as safe as the data.");
        }
        catch (Exception e) when (e is UnauthorizedAccessException or DirectoryNotFoundException || (e is IOException && DiskSpace.IsFull(e)))
        {
            throw new StartFailure($"The backup {target} cannot be written ({e.Message.TrimEnd('.')}): name another place.", e);
        }
    }
}
