using System.Globalization;

namespace Nexus.Standalone;

/// <summary>The command line was not understood.</summary>
internal sealed class UsageFault(string message) : Exception(message);

/// <summary>What the command line asked for.</summary>
/// <param name="Tenant">Of a backup: the tenant's id or name; of a restore: the file that a tenant comes back from.</param>
internal sealed record Options(string Verb, int Port, string DataFolder, bool Demo, string? File, string? Tenant = null, bool AsCopy = false)
{
    private const int DefaultPort = 5080;
    private static readonly string[] Verbs = ["up", "doctor", "backup", "restore", "sync"];

    /// <exception cref="UsageFault">An unknown option, or one without its value.</exception>
    internal static Options Parse(string[] arguments)
    {
        var parsed = new Options("up", DefaultPort, DefaultDataFolder, Demo: false, File: null);
        for (var i = 0; i < arguments.Length; i++)
        {
            var argument = arguments[i];
            parsed = argument switch
            {
                "--port" => parsed with { Port = ParsePort(Value(arguments, ref i)) },
                "--data" => parsed with { DataFolder = Path.GetFullPath(Value(arguments, ref i)) },
                "--demo" when parsed.Verb is "up" => parsed with { Demo = true },
                "--tenant" when parsed.Verb is "backup" or "restore" => parsed with { Tenant = Value(arguments, ref i) },
                "--out" when parsed.Verb is "backup" && parsed.File is null => parsed with { File = Path.GetFullPath(Value(arguments, ref i)) },
                "--as-copy" when parsed.Verb is "restore" => parsed with { AsCopy = true },
                _ when i == 0 && !argument.StartsWith('-') => parsed with { Verb = argument },
                _ when argument.StartsWith('-') || parsed.File is not null || parsed.Verb is not ("backup" or "restore") =>
                    throw new UsageFault($"'{argument}' is not known to {parsed.Verb}: ./nexus.cs help lists what there is."),
                _ => parsed with { File = Path.GetFullPath(argument) },
            };
        }

        return !Verbs.Contains(parsed.Verb) ? throw new UsageFault($"There is no '{parsed.Verb}': ./nexus.cs help lists what there is.")
            : parsed is { Verb: "restore", Tenant: not null, File: not null } ? throw new UsageFault("restore needs one file: restore FILE for the installation, restore --tenant FILE for a tenant.")
            : parsed is { AsCopy: true, Tenant: null } ? throw new UsageFault("--as-copy goes with --tenant: only a tenant can be restored as a copy.")
            : parsed;
    }

    /// <summary>Beside nexus.cs when that has started us, else in the current folder.</summary>
    private static string DefaultDataFolder =>
        Path.Combine(Environment.GetEnvironmentVariable("NEXUS_HOME") is { Length: > 0 } home ? home : Environment.CurrentDirectory, ".nexus");

    private static string Value(string[] arguments, ref int i) =>
        ++i < arguments.Length && arguments[i].Length > 0 ? arguments[i] : throw new UsageFault($"{arguments[i - 1]} needs a value.");

    private static int ParsePort(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and < 65536
            ? port
            : throw new UsageFault($"'{text}' is not a port: use a number from 1 to 65535.");
}
