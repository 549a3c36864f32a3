using Nexus.Standalone;
using Nexus.Standalone.Postgres;

namespace Nexus.Tests.Installation;

/// <summary>A folder that goes away with the test; what a killed run left behind is removed by the next one.</summary>
public sealed class TemporaryFolder : IDisposable
{
    private const string Prefix = "nexus-test-";

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromMinutes(30);

    public TemporaryFolder()
    {
        // Short, because a socket's path is limited to some 100 bytes.
        Path = System.IO.Path.Combine(System.IO.Path.GetTempPath(), Prefix + Guid.NewGuid().ToString("N")[..8]);
        DataFolder.Make(Path);
    }

    public string Path { get; }

    public void Dispose() => Delete(Path);

    public static async Task RemoveAbandoned()
    {
        foreach (var left in Directory.GetDirectories(System.IO.Path.GetTempPath(), Prefix + "*"))
        {
            if (DateTime.UtcNow - Directory.GetLastWriteTimeUtc(left) < AbandonedAfter || DataFolderLock.IsHeld(left))
            {
                continue;
            }

            try
            {
                if (Directory.Exists(System.IO.Path.Combine(left, "postgres", "data")))
                {
                    // A start takes over a server that was left running, and the disposal ends it.
                    await (await EmbeddedPostgres.StartAsync(left, durable: false)).DisposeAsync();
                }
            }
            catch (StartFailure)
            {
                // Not startable: the files are all that is left.
            }

            Delete(left);
        }
    }

    private static void Delete(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another user's, or still in use; the system's own clean-up of temporary files takes it.
        }
    }
}
