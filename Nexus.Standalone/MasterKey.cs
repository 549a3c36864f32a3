using System.Security.Cryptography;

namespace Nexus.Standalone;

/// <summary>The key that encrypts this installation's keys and secrets at rest. Made at the first start, and part of every backup.</summary>
internal static class MasterKey
{
    internal const string Setting = "Nexus:MasterKey";

    private const int KeyBytes = 32;

    internal static string FileIn(string dataFolder) => Path.Combine(dataFolder, "master.key");

    /// <summary>The key of an installation that is there: the environment's, or the one in the data folder. None is made.</summary>
    /// <exception cref="StartFailure">There is none, or it is damaged.</exception>
    internal static string Load(string dataFolder) => FromEnvironment ?? (File.Exists(FileIn(dataFolder)) ? LoadOrMake(dataFolder)
        : throw new StartFailure($"The key {FileIn(dataFolder)} is missing: name the data folder with --data, or set Nexus__MasterKey to the key that the installation runs with."));

    internal static string? FromEnvironment => Environment.GetEnvironmentVariable("Nexus__MasterKey") is { Length: > 0 } given ? given : null;

    /// <summary>Base64 of 32 bytes.</summary>
    /// <exception cref="StartFailure">The file is there but holds no key.</exception>
    internal static string LoadOrMake(string dataFolder)
    {
        var file = FileIn(dataFolder);
        if (!File.Exists(file))
        {
            // Data without its key would start, look whole, and be unreadable where it matters.
            if (Directory.Exists(Path.Combine(dataFolder, "postgres", "data")))
            {
                throw new StartFailure($"The key {file} is missing, without which stored secrets cannot be read: put it back from a backup, or start with another folder (--data FOLDER).");
            }

            PrivateFile.Write(file, Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes)));
        }

        var key = File.ReadAllText(file).Trim();
        Span<byte> bytes = stackalloc byte[KeyBytes + 1];
        return Convert.TryFromBase64String(key, bytes, out var count) && count == KeyBytes ? key
            : throw new StartFailure($"The key in {file} is damaged: put it back from a backup, or start with another folder (--data FOLDER).");
    }
}
