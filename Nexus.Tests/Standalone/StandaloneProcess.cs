using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Nexus.Standalone;

namespace Nexus.Tests.Standalone;

/// <summary>The standalone program as a process of its own, as a user has it.</summary>
internal sealed class StandaloneProcess : IDisposable
{
    private const int Interrupt = 2;
    private const nint DefaultDisposition = 0;
    private const nint Ignored = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    private readonly Process process;
    private readonly StringBuilder output = new();
    private readonly StringBuilder errors = new();
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private StandaloneProcess(Process process) => this.process = process;

    public string Output => Read(output);

    public string Errors => Read(errors);

    public int ExitCode => process.ExitCode;

    public int Id => process.Id;

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public static StandaloneProcess Start(string[] arguments, params (string Name, string? Value)[] environment)
    {
        // Not dotnet from the PATH: a test may take that away.
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["exec", typeof(StartFailure).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Remove("ConnectionStrings__nexusdb");
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // A run that was started in the background ignores Ctrl-C, and all that it starts would inherit that.
        if (!OperatingSystem.IsWindows() && signal(Interrupt, DefaultDisposition) is var before && before != Ignored)
        {
            signal(Interrupt, before);
        }

        var process = new Process { StartInfo = start };
        var started = new StandaloneProcess(process);
        process.OutputDataReceived += (_, line) => started.Take(started.output, line.Data);
        process.ErrorDataReceived += (_, line) => started.Take(started.errors, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return started;
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<StandaloneProcess> Run(string[] arguments, params (string Name, string? Value)[] environment)
    {
        var started = Start(arguments, environment);
        await started.Ended();
        return started;
    }

    public async Task Ready()
    {
        await Task.WhenAny(ready.Task, process.WaitForExitAsync()).WaitAsync(Patience);
        Assert.IsTrue(ready.Task.IsCompleted, $"It ended before it was ready: {Errors}");
    }

    public Task Ended() => process.WaitForExitAsync().WaitAsync(Patience);

    public void Signal(PosixSignal signal) => Assert.AreEqual(0, kill(process.Id, signal == PosixSignal.SIGINT ? Interrupt : 15));

    public void Kill() => process.Kill();

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
    }

    private void Take(StringBuilder to, string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (to)
        {
            to.Append(CultureInfo.InvariantCulture, $"{line}\n");
        }

        if (line.StartsWith("Nexus is ready: ", StringComparison.Ordinal))
        {
            ready.TrySetResult();
        }
    }

    private static string Read(StringBuilder from)
    {
        lock (from)
        {
            return from.ToString();
        }
    }

    [DllImport("libc")]
    private static extern nint signal(int number, nint disposition);

    [DllImport("libc")]
    private static extern int kill(int process, int signal);
}
