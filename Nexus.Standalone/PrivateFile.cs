namespace Nexus.Standalone;

/// <summary>Writes a file that only its owner may read; it is never readable by others, not even for a moment.</summary>
public static class PrivateFile
{
    public static void Write(string path, string text)
    {
        var fresh = path + ".tmp";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            File.Delete(fresh);
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var writer = new StreamWriter(fresh, options))
        {
            writer.Write(text);
            writer.Flush();
            ((FileStream)writer.BaseStream).Flush(flushToDisk: true);
        }

        File.Move(fresh, path, overwrite: true);
    }
}
