using System.Globalization;

namespace Nexus.Standalone.Postgres;

/// <summary>
/// One process at a time on a data folder. The system holds the lock, not the file's presence, so that it is free again however the
/// process ends; a second file beside it names the holder.
/// </summary>
public sealed class DataFolderLock : IDisposable
{
    /// <summary>How long a holder that is on its way out is waited for.</summary>
    private static readonly TimeSpan LeavingMax = TimeSpan.FromSeconds(20);

    /// <summary>How long a holder may take to notice that it has lost its launcher.</summary>
    private static readonly TimeSpan NoticeMax = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private const string LeavingMark = "leaving";

    private readonly FileStream held;
    private readonly string dataFolder;

    private DataFolderLock(FileStream held, string dataFolder)
    {
        this.held = held;
        this.dataFolder = dataFolder;
    }

    /// <exception cref="StartFailure">Another process holds it, or the folder cannot be written.</exception>
    public static DataFolderLock Take(string dataFolder)
    {
        for (var waited = TimeSpan.Zero; ; waited += Pause)
        {
            try
            {
                return TakeNow(dataFolder);
            }
            catch (StartFailure e) when (e.InnerException is IOException cause && IsContention(cause)
                && waited < (IsLeaving(dataFolder) ? LeavingMax : NoticeMax))
            {
                Thread.Sleep(Pause);
            }
        }
    }

    /// <summary>Says that the holder is stopping, so that whoever starts now waits a moment instead of giving up.</summary>
    public void Leaving()
    {
        try
        {
            File.AppendAllText(HolderFile(dataFolder), $" {LeavingMark}");
        }
        catch (IOException)
        {
            // Only a courtesy; on a full disk the next start says to try again.
        }
    }

    private static DataFolderLock TakeNow(string dataFolder)
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
        catch (IOException e) when (!IsContention(e))
        {
            throw new StartFailure($"The data folder {dataFolder} cannot be written ({e.Message.TrimEnd('.')}): choose another folder with --data.");
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

        return new DataFolderLock(held, dataFolder);
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
        catch (IOException e)
        {
            return IsContention(e);
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    public void Dispose() => held.Dispose();

    private static bool IsContention(IOException e) => e.Message.Contains("used by another process", StringComparison.Ordinal);

    private static bool IsLeaving(string dataFolder) => Holder(dataFolder).Contains(LeavingMark, StringComparison.Ordinal);

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
