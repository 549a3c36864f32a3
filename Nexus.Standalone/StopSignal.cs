using System.Globalization;
using System.Runtime.InteropServices;

namespace Nexus.Standalone;

/// <summary>Ctrl-C, a termination signal, or the end of the launcher that started us: each asks for a stop in order.</summary>
internal sealed class StopSignal : IDisposable
{
    private static readonly TimeSpan LauncherCheck = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource source = new();
    private readonly List<IDisposable> registrations = [];

    internal StopSignal()
    {
        foreach (var signal in (PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGQUIT, PosixSignal.SIGHUP])
        {
            registrations.Add(PosixSignalRegistration.Create(signal, context =>
            {
                context.Cancel = true;
                Ask();
            }));
        }

        WatchLauncher();
    }

    internal CancellationToken Token => source.Token;

    public void Dispose() => registrations.ForEach(registration => registration.Dispose());

    private void Ask()
    {
        // The signal's thread must not run what the stop sets off.
        _ = Task.Run(source.Cancel);
    }

    /// <summary>A killed launcher cannot pass a signal on; without it we would keep the port and the data folder.</summary>
    private void WatchLauncher()
    {
        if (OperatingSystem.IsWindows()
            || !int.TryParse(Environment.GetEnvironmentVariable("NEXUS_SUPERVISOR"), CultureInfo.InvariantCulture, out var launcher))
        {
            return;
        }

        registrations.Add(new Timer(_ =>
        {
            if (getppid() != launcher)
            {
                Ask();
            }
        }, null, LauncherCheck, LauncherCheck));
    }

    [DllImport("libc")]
    private static extern int getppid();
}
