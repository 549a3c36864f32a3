using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Nexus.Standalone.Backup;

/// <summary>Writes a backup's archive (tar, gzip) beside its place and puts it there when it is whole.</summary>
internal sealed class ArchiveWriter : IDisposable
{
    private readonly string target;
    private readonly FileStream file;
    private readonly TarWriter tar;
    private bool finished;

    internal ArchiveWriter(string target)
    {
        this.target = target;
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.ReadWrite };
        if (!OperatingSystem.IsWindows())
        {
            // The archive holds the keys.
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        file = new FileStream(Unfinished, options);
        tar = new TarWriter(new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true), TarEntryFormat.Pax);
    }

    private string Unfinished => target + ".unfinished";

    internal long FilesWritten { get; private set; }

    internal void AddFolder(string name) => tar.WriteEntry(new PaxTarEntry(TarEntryType.Directory, name));

    internal void AddText(string name, string text) => Add(name, new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>Adds a file as long as it is now; one that has gone meanwhile is left out.</summary>
    internal void AddFile(string name, string path)
    {
        FileStream source;
        try
        {
            source = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return;
        }

        using var bounded = new BoundedStream(source, source.Length);
        Add(name, bounded);
    }

    /// <returns>The archive's size in bytes.</returns>
    internal long Finish()
    {
        tar.Dispose();
        file.Flush(flushToDisk: true);
        var length = file.Length;
        file.Dispose();
        File.Move(Unfinished, target, overwrite: true);
        finished = true;
        return length;
    }

    public void Dispose()
    {
        if (!finished)
        {
            file.Dispose();
            File.Delete(Unfinished);
        }
    }

    private void Add(string name, Stream content)
    {
        tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = content });
        FilesWritten++;
    }
}
