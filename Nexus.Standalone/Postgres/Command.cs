using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Nexus.Standalone.Postgres;

/// <summary>Runs a program to its end and keeps what it wrote.</summary>
internal static class Command
{
    private static readonly TimeSpan OutputGrace = TimeSpan.FromMilliseconds(300);

    internal sealed record Ended(int ExitCode, string Output)
    {
        public bool Succeeded => ExitCode == 0;

        public bool DiskWasFull => Output.Contains("No space left on device", StringComparison.Ordinal)
            || Output.Contains("ENOSPC", StringComparison.Ordinal);

        /// <summary>The last line that says something, for a one-line message.</summary>
        public string LastLine => Output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).LastOrDefault() ?? $"exit code {ExitCode}";
    }

    /// <exception cref="Win32Exception">The program isn't there or may not be run.</exception>
    internal static async Task<Ended> Run(ProcessStartInfo start, CancellationToken ct)
    {
        start.UseShellExecute = false;
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Process.Start(start)!;
        process.StandardInput.Close();

        var output = new StringBuilder();
        var reading = Task.WhenAll(Collect(process.StandardOutput, output), Collect(process.StandardError, output));
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.EnableRaisingEvents = true;
        process.Exited += (_, _) => ended.TrySetResult();
        if (process.HasExited)
        {
            ended.TrySetResult();
        }

        try
        {
            await ended.Task.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        // A server started on the way may have inherited the pipes on Windows, so their end is not waited for without a limit.
        await Task.WhenAny(reading, Task.Delay(OutputGrace, CancellationToken.None));
        lock (output)
        {
            return new Ended(process.ExitCode, output.ToString());
        }
    }

    private static async Task Collect(StreamReader reader, StringBuilder output)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (output)
            {
                output.Append(line).Append('\n');
            }
        }
    }
}
