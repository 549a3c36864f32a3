namespace Nexus.Standalone;

/// <summary>Asks for room before something is written, so that a full disk is one clear line and not a half-written file.</summary>
public static class DiskSpace
{
    private const int NoSpaceOnUnix = 28;
    private const int DiskFullOnWindows = unchecked((int)0x80070070);

    /// <summary>Free bytes for this user on the disk of an existing folder, or null where the system doesn't say.</summary>
    public static long? Free(string folder)
    {
        try
        {
            return new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(folder)! : folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or ArgumentException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <exception cref="StartFailure">Less than <paramref name="bytes"/> are free.</exception>
    public static void Require(string folder, long bytes, string what, string otherwise)
    {
        if (Free(folder) is { } free && free < bytes)
        {
            throw new StartFailure($"No disk space: {what} need {bytes >> 20} MB in {folder}, {free >> 20} MB are free; free some space or {otherwise}.");
        }
    }

    /// <summary>Whether an error means that the disk is full.</summary>
    public static bool IsFull(Exception error) =>
        error is IOException && (error.HResult is NoSpaceOnUnix or DiskFullOnWindows || error.Message.StartsWith("No space left", StringComparison.Ordinal));
}
