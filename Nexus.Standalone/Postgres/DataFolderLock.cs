using System.Globalization;

namespace Nexus.Standalone.Postgres;

/// <summary>
/// One process at a time on a data folder. The system holds the lock, not the file's presence, so that it is free again however the
/// process ends; a second file beside it names the holder.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    private readonly FileStream held;

    private DataFolderLock(FileStream held) => this.held = held;

    /// <exception cref="StartFailure">Another process holds it, or the folder cannot be written.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        FileStream held;
        try
        {
            held = new FileStream(LockFile(dataFolder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartFailure($"The data folder {dataFolder} belongs to another user: start Nexus as that user or choose another folder with --data.", e);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new StartFailure($"No disk space in {dataFolder}: free some space or choose another folder with --data.", e);
        }
        catch (IOException e)
        {
            throw new StartFailure($"Nexus already runs on the data folder {dataFolder}{Holder(dataFolder)}: stop it first, or choose another folder with --data.", e);
        }

        try
        {
            File.WriteAllText(HolderFile(dataFolder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            held.Dispose();
            throw new StartFailure($"No disk space in {dataFolder}: free some space or choose another folder with --data.", e);
        }

        return new DataFolderLock(held);
    }

    /// <summary>Whether some process holds the folder now.</summary>
    public static bool IsHeld(string dataFolder)
    {
        if (!File.Exists(LockFile(dataFolder)))
        {
            return false;
        }

        try
        {
            using var probe = new FileStream(LockFile(dataFolder), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    public void Dispose() => held.Dispose();

    private static string Holder(string dataFolder)
    {
        try
        {
            return $" (process {File.ReadAllText(HolderFile(dataFolder)).Trim()})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }

    private static string LockFile(string dataFolder) => Path.Combine(dataFolder, "nexus.lock");

    private static string HolderFile(string dataFolder) => Path.Combine(dataFolder, "nexus.pid");
}
