namespace Nexus.Standalone;

/// <summary>The folder that holds all that an installation owns: the database's files, the keys, the lock.</summary>
public static class DataFolder
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the folder. Others may pass but not list it: the database's account needs to pass when we are root.</summary>
    /// <exception cref="StartFailure">It cannot be made.</exception>
    public static void Make(string folder) => Make(folder, Private | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);

    /// <summary>Makes a folder that only its owner may enter.</summary>
    /// <exception cref="StartFailure">It cannot be made.</exception>
    public static void MakePrivate(string folder) => Make(folder, Private);

    private static void Make(string folder, UnixFileMode mode)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(folder);
            }
            else if (!Directory.Exists(folder))
            {
                Directory.CreateDirectory(folder, mode);
            }
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw new StartFailure($"No disk space in {folder}: free some space or choose another folder with --data.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartFailure($"The data folder {folder} cannot be made ({e.Message.TrimEnd('.')}): choose another folder with --data.", e);
        }
    }
}
