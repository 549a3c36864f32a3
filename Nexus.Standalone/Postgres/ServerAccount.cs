using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Nexus.Standalone.Postgres;

/// <summary>
/// Under which account the server runs: ours, or, as PostgreSQL refuses to run as root, another one that owns the cluster's folder.
/// </summary>
internal sealed class ServerAccount
{
    private static readonly string[] Candidates = ["postgres", "nobody"];

    private readonly (uint User, uint Group)? other;
    private readonly bool foldersAreClosed;

    private ServerAccount((uint, uint)? other, bool foldersAreClosed)
    {
        this.other = other;
        this.foldersAreClosed = foldersAreClosed;
    }

    /// <summary>Chooses the account for a cluster folder and gives the folder to it.</summary>
    /// <exception cref="StartFailure">Started as root where the rights cannot be dropped.</exception>
    internal static async Task<ServerAccount> For(string clusterFolder, PostgresBinaries binaries, CancellationToken ct)
    {
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess)
        {
            return new ServerAccount(null, foldersAreClosed: false);
        }

        if (!OperatingSystem.IsLinux() || !OnPath("setpriv"))
        {
            throw new StartFailure("PostgreSQL does not run as root and setpriv (Debian: util-linux) is not there to drop the rights: start Nexus as an ordinary user.");
        }

        if (!OthersMayEnter(Path.GetDirectoryName(binaries.Program("postgres"))!))
        {
            throw new StartFailure($"PostgreSQL does not run as root, and its own account may not enter {PostgresBinaries.CacheFolder}: set NEXUS_CACHE to a folder that all may enter, such as /var/cache/nexus.");
        }

        var owner = await OwnerOf(clusterFolder, ct);
        var account = new ServerAccount(owner.User == 0 ? FirstKnown() : owner, foldersAreClosed: !OthersMayEnter(Path.GetDirectoryName(clusterFolder)!));
        if (owner.User == 0)
        {
            // New, or unpacked from a backup.
            foreach (var path in Directory.EnumerateFileSystemEntries(clusterFolder, "*", SearchOption.AllDirectories).Prepend(clusterFolder))
            {
                account.Own(path);
            }
        }

        return account;
    }

    /// <summary>Gives a file or folder that we have made to the server's account.</summary>
    internal void Own(string path)
    {
        if (other is var (user, group) && chown(path, user, group) != 0)
        {
            throw new StartFailure($"{path} cannot be given to PostgreSQL's account (error {Marshal.GetLastPInvokeError()}): start Nexus as an ordinary user.");
        }
    }

    /// <summary>How a program is started under this account.</summary>
    internal ProcessStartInfo Start(string program, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(other is null ? program : "setpriv") { WorkingDirectory = Path.GetPathRoot(program)! };
        if (other is var (user, group))
        {
            start.ArgumentList.Add($"--reuid={user}");
            start.ArgumentList.Add($"--regid={group}");
            start.ArgumentList.Add("--clear-groups");
            // Below a closed folder (/root, say) the server needs the right to pass; it gets that right alone, and only there.
            var keep = foldersAreClosed ? "-all,+dac_override" : "-all";
            start.ArgumentList.Add($"--inh-caps={keep}");
            start.ArgumentList.Add($"--ambient-caps={keep}");
            start.ArgumentList.Add($"--bounding-set={keep}");
            start.ArgumentList.Add(program);
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The program's messages are read here, so they have to be in one language.
        start.Environment["LC_MESSAGES"] = "C";
        start.Environment.Remove("LC_ALL");
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private static bool OthersMayEnter(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            if (!OperatingSystem.IsWindows() && !at.UnixFileMode.HasFlag(UnixFileMode.OtherExecute))
            {
                return false;
            }
        }

        return true;
    }

    private static bool OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));

    private static async Task<(uint User, uint Group)> OwnerOf(string folder, CancellationToken ct)
    {
        var said = await Command.Run(new ProcessStartInfo("stat", ["-c", "%u %g", folder]), ct);
        var numbers = said.Output.Split(' ', '\n');
        return (uint.Parse(numbers[0], CultureInfo.InvariantCulture), uint.Parse(numbers[1], CultureInfo.InvariantCulture));
    }

    private static (uint User, uint Group) FirstKnown()
    {
        var accounts = File.ReadLines("/etc/passwd").Select(line => line.Split(':')).Where(fields => fields.Length >= 4).ToLookup(fields => fields[0]);
        var fields = Candidates.SelectMany(name => accounts[name]).FirstOrDefault()
            ?? throw new StartFailure("PostgreSQL does not run as root and there is no account 'postgres' or 'nobody' to run it: start Nexus as an ordinary user.");
        return (uint.Parse(fields[2], CultureInfo.InvariantCulture), uint.Parse(fields[3], CultureInfo.InvariantCulture));
    }

    [DllImport("libc", SetLastError = true)]
    private static extern int chown([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint owner, uint group);
}
