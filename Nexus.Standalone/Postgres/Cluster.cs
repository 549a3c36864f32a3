using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace Nexus.Standalone.Postgres;

/// <summary>The cluster's files below a data folder, and the programs that make, start and stop it.</summary>
internal sealed class Cluster(string dataFolder, PostgresBinaries binaries, ServerAccount account)
{
    internal const string User = "nexus";

    /// <summary>A fresh cluster and its first write-ahead log, with some room to work, in bytes.</summary>
    private const long DiskBytesNeeded = 160L << 20;

    /// <summary>A server that was killed under load replays its log first.</summary>
    private const int StartSecondsMax = 600;

    private const int StopSecondsMax = 60;
    private const long LogBytesMax = 16L << 20;
    private const int StartAttemptsMax = 5;

    /// <summary>Without these a server may start and seem empty.</summary>
    private static readonly string[] Folders = ["base", "global", "pg_wal", "pg_xact"];

    internal static string FolderIn(string dataFolder) => Path.Combine(dataFolder, "postgres");

    private string Folder => FolderIn(dataFolder);

    private string Data => Path.Combine(Folder, "data");

    private string LogFile => Path.Combine(Folder, "server.log");

    private string ProcessFile => Path.Combine(Data, "postmaster.pid");

    internal static string PasswordFileIn(string dataFolder) => Path.Combine(dataFolder, "postgres.password");

    private string PasswordFile => PasswordFileIn(dataFolder);

    internal string Password => File.ReadAllText(PasswordFile).Trim();

    internal bool Exists => Directory.Exists(Data);

    /// <summary>Makes the cluster beside its place and moves it there when it is whole, so that an end in the middle leaves nothing.</summary>
    internal async Task Create(bool durable, CancellationToken ct)
    {
        DiskSpace.Require(dataFolder, DiskBytesNeeded, "the database's files", "choose another folder with --data");
        var fresh = Path.Combine(Folder, "data.new");
        if (Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        var password = RandomNumberGenerator.GetHexString(48, lowercase: true);
        PrivateFile.Write(PasswordFile, password);
        var passwordForServer = Path.Combine(Folder, "password.new");
        PrivateFile.Write(passwordForServer, password);
        account.Own(passwordForServer);

        // The built-in locale is the same on every system, so the folder can be moved between them and no index turns wrong.
        var made = await Run("initdb", ct, ["-D", fresh, "-U", User, "--auth=scram-sha-256", $"--pwfile={passwordForServer}", "--encoding=UTF8",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--no-instructions", .. durable ? Array.Empty<string>() : ["--no-sync"]]);
        File.Delete(passwordForServer);
        if (!made.Succeeded)
        {
            throw made.DiskWasFull ? NoSpace() : new StartFailure($"The database's files cannot be made in {Folder} ({made.LastLine}).");
        }

        await File.AppendAllTextAsync(Path.Combine(fresh, "postgresql.conf"), "include = 'nexus.conf'\n", ct);
        Directory.Move(fresh, Data);
    }

    /// <exception cref="StartFailure">The folder is not a whole cluster of this version.</exception>
    internal void Check()
    {
        string version;
        try
        {
            version = File.ReadAllText(Path.Combine(Data, "PG_VERSION")).Trim();
        }
        catch (FileNotFoundException e)
        {
            throw Damaged("PG_VERSION is missing", e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StartFailure($"The data folder {dataFolder} belongs to another user: start Nexus as that user or choose another folder with --data.", e);
        }

        if (version != PostgresBinaries.MajorVersion)
        {
            throw Damaged(version.All(char.IsDigit) && version.Length > 0 ? $"it was made by PostgreSQL {version}, this is {PostgresBinaries.MajorVersion}" : "PG_VERSION is not a version");
        }

        if (Folders.FirstOrDefault(folder => !Directory.Exists(Path.Combine(Data, folder))) is { } missing)
        {
            throw Damaged($"{missing} is missing");
        }

        if (!File.Exists(PasswordFile))
        {
            throw Damaged($"{Path.GetFileName(PasswordFile)} is missing");
        }
    }

    /// <summary>Ends the server that a killed Nexus left behind. Whoever calls this holds the data folder's lock, so it has no other master.</summary>
    internal async Task StopOrphan(Action<string>? progress, CancellationToken ct)
    {
        if (ReadProcessId() is not { } id)
        {
            return;
        }

        if (IsOurServer(id))
        {
            progress?.Invoke("Stopping the database that an earlier run left behind");
            await Stop(ct);
        }
        else if (File.Exists(ProcessFile))
        {
            // After a restart of the machine the number may belong to any program, and PostgreSQL would take that for a server.
            File.Delete(ProcessFile);
        }
    }

    internal async Task Start(ServerAddress address, bool durable, CancellationToken ct)
    {
        await WriteSettings(address, durable, ct);
        TrimLog();
        for (var attempt = 1; ; attempt++)
        {
            var logStart = File.Exists(LogFile) ? new FileInfo(LogFile).Length : 0;
            var started = await Run("pg_ctl", ct, ["start", "-w", "-t", StartSecondsMax.ToString(CultureInfo.InvariantCulture), "-D", Data, "-l", LogFile, "-s"]);
            if (started.Succeeded)
            {
                return;
            }

            var log = ReadLog(logStart);
            if (attempt < StartAttemptsMax && log.Contains("shared memory block", StringComparison.Ordinal))
            {
                // The sessions of a killed server notice its death within a moment; until then its memory is in use.
                await Task.Delay(TimeSpan.FromMilliseconds(500), ct);
                continue;
            }

            throw log.Contains("No space left on device", StringComparison.Ordinal) || started.DiskWasFull ? NoSpace() : Damaged(Cause(log) ?? started.LastLine);
        }
    }

    /// <summary>Stops the server in order: sessions are ended, everything is written, nothing has to be recovered at the next start.</summary>
    internal async Task Stop(CancellationToken ct)
    {
        var limit = StopSecondsMax.ToString(CultureInfo.InvariantCulture);
        var stopped = await Run("pg_ctl", ct, ["stop", "-w", "-t", limit, "-m", "fast", "-D", Data, "-s"]);
        if (!stopped.Succeeded && ReadProcessId() is { } id && IsOurServer(id))
        {
            await Run("pg_ctl", ct, ["stop", "-w", "-t", limit, "-m", "immediate", "-D", Data, "-s"]);
        }
    }

    private async Task WriteSettings(ServerAddress address, bool durable, CancellationToken ct)
    {
        var file = Path.Combine(Data, "nexus.conf");
        try
        {
            var text = ServerSettings.Text(address, durable);
            if (File.Exists(file) && await File.ReadAllTextAsync(file, ct) == text)
            {
                return;
            }

            await File.WriteAllTextAsync(file + ".new", text, ct);
            account.Own(file + ".new");
            File.Move(file + ".new", file, overwrite: true);
        }
        catch (IOException e) when (DiskSpace.IsFull(e))
        {
            throw NoSpace(e);
        }
    }

    private Task<Command.Ended> Run(string program, CancellationToken ct, string[] arguments) => Command.Run(account.Start(binaries.Program(program), arguments), ct);

    private int? ReadProcessId()
    {
        try
        {
            return int.TryParse(File.ReadLines(ProcessFile).FirstOrDefault(), CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private bool IsOurServer(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited && process.ProcessName.StartsWith("postgres", StringComparison.Ordinal)
                && (!OperatingSystem.IsLinux() || File.ReadAllText($"/proc/{id}/cmdline").Split('\0').Contains(Data));
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or IOException)
        {
            return false;
        }
    }

    private void TrimLog()
    {
        if (File.Exists(LogFile) && new FileInfo(LogFile).Length > LogBytesMax)
        {
            File.Move(LogFile, LogFile + ".old", overwrite: true);
        }
    }

    private string ReadLog(long from)
    {
        try
        {
            using var log = new FileStream(LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            log.Seek(Math.Min(from, log.Length), SeekOrigin.Begin);
            return new StreamReader(log).ReadToEnd();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static string? Cause(string log) => log.Split('\n')
        .Select(line => line.Split("FATAL:  ") is [_, var fatal] ? fatal : line.Split("PANIC:  ") is [_, var panic] ? panic : null)
        .FirstOrDefault(cause => cause is not null);

    internal StartFailure Damaged(string cause, Exception? inner = null) => new(
        $"The database in {Folder} cannot be started: {cause.TrimEnd('.')}. Nothing was changed; see {LogFile}, then restore a backup (./nexus.cs restore FILE) or start with another folder (--data FOLDER).", inner);

    private StartFailure NoSpace(Exception? inner = null) => new(
        $"No disk space for the database in {Folder}: nothing is lost; free some space and start again, or choose another folder with --data.", inner);
}
