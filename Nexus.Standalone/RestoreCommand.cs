using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using Nexus.Standalone.Backup;
using Nexus.Standalone.Postgres;

namespace Nexus.Standalone;

/// <summary>Brings an installation back from its archive. What was in the data folder is kept beside it, never deleted.</summary>
internal static class RestoreCommand
{
    private static readonly string[] Parts = ["postgres", "master.key", "postgres.password"];

    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        var archive = options.File ?? throw new UsageFault("restore needs the archive: ./nexus.cs restore FILE.");
        if (!File.Exists(archive))
        {
            throw new StartFailure($"There is no file {archive}.");
        }

        DataFolder.Make(options.DataFolder);
        using var held = DataFolderLock.Take(options.DataFolder);
        var fresh = Path.Combine(options.DataFolder, "restoring");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        try
        {
            DataFolder.Make(fresh);
            DataFolder.MakePrivate(Path.Combine(fresh, "postgres"));
            Terminal.Say($"Unpacking {archive}");
            Unpack(archive, fresh, ct);
            Terminal.Say("Checking that the database starts from it");
            await (await EmbeddedPostgres.StartAsync(fresh, ct: ct)).DisposeAsync();
        }
        catch (Exception)
        {
            Directory.Delete(fresh, recursive: true);
            throw;
        }

        if (SetAside(options.DataFolder) is { } aside)
        {
            Terminal.Say($"What was there before is kept in {aside}");
        }

        foreach (var part in Parts.Where(part => Path.Exists(Path.Combine(fresh, part))))
        {
            Directory.Move(Path.Combine(fresh, part), Path.Combine(options.DataFolder, part));
        }

        Directory.Delete(fresh, recursive: true);
        Terminal.Say($"Restored into {options.DataFolder}");
        return 0;
    }

    private static void Unpack(string archive, string target, CancellationToken ct)
    {
        try
        {
            using var tar = new TarReader(new GZipStream(File.OpenRead(archive), CompressionMode.Decompress));
            if (tar.GetNextEntry() is not { Name: Manifest.FileName, DataStream: { } manifest })
            {
                throw new StartFailure($"{archive} is not a backup of Nexus.");
            }

            Manifest.Read(manifest, archive);
            while (tar.GetNextEntry() is { } entry)
            {
                ct.ThrowIfCancellationRequested();
                Unpack(entry, target);
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            throw new StartFailure($"{archive} is damaged or not a backup of Nexus ({e.Message.TrimEnd('.')}). Nothing was changed.", e);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new StartFailure($"No disk space to unpack {archive} in {target}: free some space. Nothing was changed.", e);
        }
    }

    private static void Unpack(TarEntry entry, string target)
    {
        var path = Path.GetFullPath(Path.Combine(target, entry.Name));
        if (!path.StartsWith(target + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw new StartFailure($"The archive holds a path that leads out of it ({entry.Name}): it is not a backup of Nexus.");
        }

        if (entry.EntryType == TarEntryType.Directory)
        {
            DataFolder.MakePrivate(path);
            return;
        }

        DataFolder.MakePrivate(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        entry.DataStream?.CopyTo(file);
        file.Flush(flushToDisk: true);
    }

    private static string? SetAside(string dataFolder)
    {
        var there = Parts.Select(part => Path.Combine(dataFolder, part)).Where(Path.Exists).ToList();
        if (there.Count == 0)
        {
            return null;
        }

        var aside = Path.Combine(dataFolder, "before-restore-" + TimeProvider.System.GetLocalNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture));
        DataFolder.Make(aside);
        foreach (var path in there)
        {
            Directory.Move(path, Path.Combine(aside, Path.GetFileName(path)));
        }

        return aside;
    }
}
