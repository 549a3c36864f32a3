using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Nexus.Tests.Crash;

/// <summary>A host as a process of its own, which can be killed.</summary>
internal sealed class HostProcess : IAsyncDisposable
{
    /// <summary>Long, because the machine may be busy with other tests.</summary>
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(90);

    private readonly string _role;
    private readonly string _connectionString;
    private Process? _process;

    private HostProcess(string role, string connectionString)
    {
        _role = role;
        _connectionString = connectionString;
        Address = new Uri($"http://127.0.0.1:{FreePort()}/");
    }

    /// <summary>The same after every start.</summary>
    public Uri Address { get; }

    /// <summary>False while it is being started again.</summary>
    public bool IsReady { get; private set; }

    /// <param name="role"><c>api</c> or <c>workers</c> with the laboratory's module, or <c>books</c>: the API with the modules as they are.</param>
    public static async Task<HostProcess> Start(string role, string connectionString)
    {
        var host = new HostProcess(role, connectionString);
        await host.Start();
        return host;
    }

    public async Task Start()
    {
        var start = new ProcessStartInfo(Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet", ["exec", typeof(HostProcess).Assembly.Location, _role])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["ConnectionStrings__nexusdb"] = _connectionString;
        start.Environment["Nexus__MasterKey"] = Convert.ToBase64String(new byte[32]);
        start.Environment["Nexus__PoolSize"] = "12";
        start.Environment["Logging__LogLevel__Default"] = "Error";
        start.Environment["urls"] = Address.GetLeftPart(UriPartial.Authority);
        start.Environment["DOTNET_TieredPGO"] = "0";
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Trace.WriteLine(line.Data);
        _process.ErrorDataReceived += (_, line) => Trace.WriteLine(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        await UntilReady(_process);
        IsReady = true;
    }

    /// <summary>SIGKILL: nothing is closed, nothing finished.</summary>
    public async Task Kill()
    {
        IsReady = false;
        _process!.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        if (IsReady)
            await Kill();
    }

    private async Task UntilReady(Process process)
    {
        using var http = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(5) };
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await http.GetAsync("");
                return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartMax)
                    throw new InvalidOperationException($"The {_role} process did not start.", e);
                await Task.Delay(25);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
