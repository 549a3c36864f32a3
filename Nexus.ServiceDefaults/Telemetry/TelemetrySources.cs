namespace Nexus.ServiceDefaults.Telemetry;

/// <summary>The names under which .NET, Npgsql and Nexus itself publish traces and metrics.</summary>
internal static class TelemetrySources
{
    internal static readonly string[] Traces = ["Nexus", "Nexus.*", "Microsoft.AspNetCore", "System.Net.Http", "Npgsql"];

    internal static readonly string[] Meters = ["Nexus", "Nexus.*", "Microsoft.AspNetCore.*", "System.Net.*", "System.Runtime", "Npgsql"];

    internal static bool IsOurs(string meter) => Meters.Any(pattern =>
        pattern.EndsWith('*') ? meter.StartsWith(pattern[..^1], StringComparison.Ordinal) : meter == pattern);
}
