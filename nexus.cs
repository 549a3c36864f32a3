#!/usr/bin/env dotnet
#:property PublishAot=false
#:property GenerateDocumentationFile=false

// The one entry: builds what changed since the last time, then hands over. What a verb does is in Nexus.Standalone.

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using System.Xml.Linq;

const string Help = """
    Nexus

      ./nexus.cs up [--port 5080] [--data .nexus] [--demo]   run Nexus; Ctrl-C stops it
      ./nexus.cs test [FILTER]                               build everything and run the tests
      ./nexus.cs bench [NAME] [--json FILE]                  measure, as ratios to a bare equivalent
      ./nexus.cs doctor [--port 5080] [--data .nexus]        what is there, what is missing, what to do
      ./nexus.cs backup [FILE] [--data .nexus]               everything into one archive, also while Nexus runs
      ./nexus.cs restore FILE [--data .nexus]                everything back from an archive
      ./nexus.cs backup --tenant ID|NAME [--out FILE]        one tenant into one file, also while Nexus runs
      ./nexus.cs restore --tenant FILE [--as-copy]           one tenant back, or beside the one that is there
      ./nexus.cs sync [--data .nexus]                        bring every tenant's schema up to date

    On Windows: dotnet nexus.cs ...
    """;

Child.RememberLauncher();
var root = (string?)AppContext.GetData("EntryPointFileDirectoryPath") ?? Environment.CurrentDirectory;
var verb = args.FirstOrDefault() ?? "help";
var rest = args.Skip(1).ToArray();

try
{
    switch (verb)
    {
        case "up" or "doctor" or "backup" or "restore" or "sync":
            var adapters = Adapters.Choose(root, askAgain: verb == "doctor");
            Build.Project(root, "Nexus.Standalone", adapters);
            return Child.Run(Build.Output(root, "Nexus.Standalone"), [verb, .. rest], root, adapters);
        case "bench":
            var chosen = Adapters.Choose(root);
            Build.Project(root, "Nexus.Benchmarks", chosen);
            return Child.Run(Build.Output(root, "Nexus.Benchmarks"), rest, root, chosen);
        case "test":
            var forTests = Adapters.Choose(root);
            Build.Everything(root, forTests);
            return Tests.Run(root, rest.FirstOrDefault(), forTests);
        case "help" or "--help" or "-h":
            Console.WriteLine(Help);
            return 0;
        default:
            Console.Error.WriteLine($"nexus: there is no '{verb}'; ./nexus.cs help lists what there is.");
            return 2;
    }
}
catch (Failure failure)
{
    Console.Error.WriteLine($"nexus: {failure.Message}");
    return 1;
}

/// <summary>Something is in the way that a person can change; the message is one line.</summary>
sealed class Failure(string message) : Exception(message);

/// <summary>Which of the two builds: with the Aspire application and the adapters, or without, where the package feed lacks them.</summary>
sealed record Adapters(string Value, string Why)
{
    public static Adapters Choose(string root, bool askAgain = false)
    {
        if (Environment.GetEnvironmentVariable("NexusAdapters") is { Length: > 0 } wanted)
        {
            return new Adapters(wanted, "NexusAdapters is set");
        }

        var project = File.ReadAllText(Path.Combine(root, "Nexus.AppHost", "Nexus.AppHost.csproj"));
        var version = Regex.Match(project, "Aspire\\.AppHost\\.Sdk\" Version=\"([^\"]+)\"").Groups[1].Value;
        var memory = Path.Combine(Build.State(root), "adapters");
        if (!askAgain && File.Exists(memory) && File.ReadAllText(memory).Split('\n') is [var known, var value, var why] && known == version)
        {
            return new Adapters(value, why);
        }

        Console.WriteLine("Asking the package feed for Aspire (once)");
        var (found, final, reason) = Ask(root, version);
        var adapters = new Adapters(found ? "all" : "none", reason);
        if (final)
        {
            File.WriteAllText(memory, $"{version}\n{adapters.Value}\n{reason}");
        }

        return adapters;
    }

    private static (bool Found, bool Final, string Why) Ask(string root, string version)
    {
        var folder = Directory.CreateTempSubdirectory("nexus-probe-");
        try
        {
            // Downloads the one package, not what it depends on.
            File.WriteAllText(Path.Combine(folder.FullName, "probe.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup>
                  <ItemGroup><PackageDownload Include="Aspire.Hosting.AppHost" Version="[{version}]" /></ItemGroup>
                </Project>
                """);
            foreach (var name in (string[])["nuget.config", "NuGet.config", "NuGet.Config"])
            {
                if (File.Exists(Path.Combine(root, name)))
                {
                    File.Copy(Path.Combine(root, name), Path.Combine(folder.FullName, name), overwrite: true);
                }
            }

            var output = new StringBuilder();
            var code = Child.Capture(["restore", "--verbosity", "quiet"], folder.FullName, line => output.AppendLine(line));
            return code == 0 ? (true, true, $"the package feed has Aspire {version}")
                : Regex.IsMatch(output.ToString(), "NU110[123]") ? (false, true, $"the package feed lacks Aspire {version}")
                : (false, false, "the package feed did not answer");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>Builds, quietly, and only when a source is newer than the last build.</summary>
static class Build
{
    private static readonly string[] NotSources = ["bin", "obj", "node_modules", "TestResults"];
    private static readonly string[] NotInProduct = ["Nexus.Tests", "Nexus.Benchmarks", "Nexus.AppHost"];

    /// <summary>Where builds and answers are remembered.</summary>
    public static string State(string root) => Directory.CreateDirectory(Path.Combine(root, "artifacts", "build")).FullName;

    public static string Output(string root, string project) => Path.Combine(root, project, "bin", "Release", "net10.0", project + ".dll");

    public static void Project(string root, string project, Adapters adapters)
    {
        using var alone = Alone(root);
        var memory = Path.Combine(State(root), project + ".stamp");
        var stamp = Stamp(root, project, adapters);
        if (File.Exists(memory) && File.Exists(Output(root, project)) && File.ReadAllText(memory) == stamp)
        {
            return;
        }

        Console.WriteLine("Building Nexus");
        File.Delete(memory);
        Run(root, ["build", Path.Combine(root, project), "-c", "Release"], adapters);
        File.WriteAllText(memory, stamp);
    }

    public static void Everything(string root, Adapters adapters)
    {
        using var alone = Alone(root);
        Console.WriteLine("Building everything");
        Run(root, ["build", Path.Combine(root, "Nexus.sln"), "-c", "Debug"], adapters);
    }

    private static void Run(string root, string[] arguments, Adapters adapters)
    {
        var output = new List<string>();
        var clock = Stopwatch.StartNew();
        var code = Child.Capture([.. arguments, "-nologo", "-v", "quiet", "-clp:NoSummary", $"-p:NexusAdapters={adapters.Value}"], root, output.Add);
        if (code != 0)
        {
            // The compiler names a fault once for each project that is built again because of it.
            foreach (var line in output.Select(line => line.Trim()).Where(line => line.Length > 0).Distinct())
            {
                Console.Error.WriteLine(line);
            }

            throw new Failure(output.Any(line => line.Contains("No space left on device")) ? "the build failed: the disk is full." : "the build failed; the lines above say why.");
        }

        Console.WriteLine($"Built in {clock.Elapsed.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)} s");
    }

    /// <summary>Two commands in one clone must not write the same files at once.</summary>
    private static FileStream Alone(string root)
    {
        for (var waited = false; ; waited = true)
        {
            try
            {
                return new FileStream(Path.Combine(State(root), "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException e) when (!e.Message.StartsWith("No space left", StringComparison.Ordinal))
            {
                if (!waited)
                {
                    Console.WriteLine("Waiting for another build in this folder");
                }

                Thread.Sleep(200);
            }
        }
    }

    private static string Stamp(string root, string project, Adapters adapters)
    {
        var folders = Directory.GetDirectories(root, "Nexus.*").Where(folder => Path.GetFileName(folder) is var name && (name == project || !NotInProduct.Contains(name)));
        var files = folders.SelectMany(Sources)
            .Concat(Directory.GetFiles(root, "*.props")).Concat(Directory.GetFiles(root, "*.targets"))
            .Concat(Directory.GetFiles(root, "global.json")).Concat(Directory.GetFiles(root, ".editorconfig"));
        var text = new StringBuilder(adapters.Value).Append(' ').Append(Environment.Version).Append('\n');
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            var facts = new FileInfo(file);
            text.Append(CultureInfo.InvariantCulture, $"{file} {facts.Length} {facts.LastWriteTimeUtc.Ticks}\n");
        }

        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<string> Sources(string folder) =>
        Directory.GetFiles(folder).Concat(Directory.GetDirectories(folder).Where(inner => !NotSources.Contains(Path.GetFileName(inner))).SelectMany(Sources));
}

/// <summary>Runs the tests and says how they went; the last line counts them.</summary>
static class Tests
{
    private static readonly TimeSpan ProgressEvery = TimeSpan.FromSeconds(10);

    public static int Run(string root, string? filter, Adapters adapters)
    {
        var results = Directory.CreateDirectory(Path.Combine(root, "artifacts", "tests")).FullName;
        var report = Path.Combine(results, "tests.trx");
        File.Delete(report);
        string[] chosen = filter is null ? [] : ["--filter", filter.IndexOfAny(['=', '~']) >= 0 ? filter : $"FullyQualifiedName~{filter}"];

        Console.WriteLine("Running the tests");
        int passed = 0, failed = 0, skipped = 0;
        var clock = Stopwatch.StartNew();
        var said = TimeSpan.Zero;
        var trouble = new List<string>();
        var code = Child.Capture(
            ["test", Path.Combine(root, "Nexus.Tests", "bin", "Debug", "net10.0", "Nexus.Tests.dll"), "--logger", "trx;LogFileName=tests.trx",
             "--logger", "console;verbosity=normal", "--results-directory", results, .. chosen],
            root, line =>
            {
                _ = line switch
                {
                    _ when line.StartsWith("  Passed ", StringComparison.Ordinal) => passed++,
                    _ when line.StartsWith("  Failed ", StringComparison.Ordinal) => failed++,
                    _ when line.StartsWith("  Skipped ", StringComparison.Ordinal) => skipped++,
                    _ => 0,
                };
                if (line.StartsWith("  Failed ", StringComparison.Ordinal))
                {
                    Console.WriteLine(line);
                }

                if (line.Contains("test run was aborted", StringComparison.OrdinalIgnoreCase) || line.Contains("Test host process crashed", StringComparison.Ordinal))
                {
                    trouble.Add(line.Trim());
                }

                if (clock.Elapsed - said > ProgressEvery)
                {
                    said = clock.Elapsed;
                    Console.WriteLine($"  {passed} passed so far, {failed} failed ({(int)said.TotalSeconds} s)");
                }
            },
            ("NexusAdapters", adapters.Value), ("NEXUS_HOME", root));

        if (File.Exists(report))
        {
            (passed, failed, skipped) = Read(report);
        }

        foreach (var line in trouble.Distinct())
        {
            Console.WriteLine(line);
        }

        var complete = passed + failed + skipped > 0 && trouble.Count == 0 && (code == 0 || failed > 0);
        if (!complete)
        {
            Console.WriteLine(passed + failed + skipped == 0 ? "No test ran." : "The run ended early: not every test ran.");
        }

        Console.WriteLine($"{passed} passed, {failed} failed, {skipped} skipped");
        return complete && failed == 0 ? 0 : 1;
    }

    private static (int Passed, int Failed, int Skipped) Read(string report)
    {
        var all = XDocument.Load(report).Descendants().Where(element => element.Name.LocalName == "UnitTestResult").ToList();
        var failures = all.Where(result => Outcome(result) is not ("Passed" or "NotExecuted")).ToList();
        foreach (var failure in failures)
        {
            Console.WriteLine();
            Console.WriteLine($"FAILED {failure.Attribute("testName")?.Value}");
            foreach (var part in failure.Descendants().Where(element => element.Name.LocalName is "Message" or "StackTrace"))
            {
                Console.WriteLine("  " + part.Value.Trim().ReplaceLineEndings("\n  "));
            }
        }

        if (failures.Count > 0)
        {
            Console.WriteLine();
        }

        return (all.Count(result => Outcome(result) == "Passed"), failures.Count, all.Count(result => Outcome(result) == "NotExecuted"));
    }

    private static string? Outcome(XElement result) => result.Attribute("outcome")?.Value;
}

/// <summary>Other processes: their exit code is ours, and our signals are theirs.</summary>
static class Child
{
    private static readonly TimeSpan ParentCheck = TimeSpan.FromMilliseconds(250);

    private static int launcher;

    /// <summary>The dotnet command is our parent; when it is killed, no signal reaches us, and we see it by its number only.</summary>
    public static void RememberLauncher() => launcher = OperatingSystem.IsWindows() ? 0 : getppid();

    private static bool LauncherIsGone => !OperatingSystem.IsWindows() && getppid() != launcher;

    /// <summary>Runs a built program in the foreground.</summary>
    public static int Run(string assembly, string[] arguments, string root, Adapters adapters)
    {
        var start = Dotnet(["exec", assembly, .. arguments], Environment.CurrentDirectory);
        start.Environment["NEXUS_HOME"] = root;
        start.Environment["NEXUS_SUPERVISOR"] = Environment.ProcessId.ToString(CultureInfo.InvariantCulture);
        start.Environment["NexusAdapters"] = adapters.Value;
        start.Environment["NEXUS_ADAPTERS_WHY"] = adapters.Why;

        Process? child = null;
        void Forward(PosixSignalContext signal)
        {
            signal.Cancel = true;
            Signal(child, signal.Signal);
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Forward);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Forward);
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Forward);
        if (LauncherIsGone)
        {
            throw new Failure("stopped before it was ready.");
        }

        using (child = Process.Start(start)!)
        {
            var asked = false;
            while (!child.WaitForExit(ParentCheck))
            {
                if (!asked && LauncherIsGone)
                {
                    asked = true;
                    Signal(child, PosixSignal.SIGTERM);
                }
            }

            return child.ExitCode;
        }
    }

    /// <summary>Runs a dotnet command to its end and hands over each line it writes.</summary>
    public static int Capture(string[] arguments, string folder, Action<string> line, params (string Name, string Value)[] environment)
    {
        var start = Dotnet(arguments, folder);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = new Process { StartInfo = start };
        var gate = new Lock();
        void Take(object _, DataReceivedEventArgs received)
        {
            if (received.Data is { } text)
            {
                lock (gate)
                {
                    line(text);
                }
            }
        }

        process.OutputDataReceived += Take;
        process.ErrorDataReceived += Take;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.WaitForExit();
        return process.ExitCode;
    }

    private static ProcessStartInfo Dotnet(string[] arguments, string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet", arguments) { UseShellExecute = false, WorkingDirectory = folder };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        // What this program's own launch has set must not leak into the builds that it starts.
        foreach (var name in (string[])["MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBUILD_EXE_PATH", "DOTNET_LAUNCH_PROFILE"])
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private static void Signal(Process? child, PosixSignal signal)
    {
        if (child is { HasExited: false } && !OperatingSystem.IsWindows())
        {
            // Numbers that are the same on every Unix.
            kill(child.Id, signal switch { PosixSignal.SIGINT => 2, PosixSignal.SIGHUP => 1, _ => 15 });
        }
    }

    [DllImport("libc")]
    private static extern int kill(int process, int signal);

    [DllImport("libc")]
    private static extern int getppid();
}
