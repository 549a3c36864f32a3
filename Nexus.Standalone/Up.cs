using Microsoft.AspNetCore.Connections;
using Nexus.Api;
using Nexus.Kernel.Tenancy;
using Nexus.ServiceDefaults;
using Nexus.Standalone.Postgres;
using Nexus.Web;
using Nexus.Workers;
using Npgsql;

namespace Nexus.Standalone;

/// <summary>Runs the API, the workers and the console in this process until it is asked to stop.</summary>
internal static class Up
{
    /// <summary>How long open requests may finish after a stop is asked for.</summary>
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(4);

    internal static async Task<int> Run(Options options, StopSignal stop)
    {
        // A second start is told so, and not that its own port is taken.
        if (!DataFolderLock.IsHeld(options.DataFolder))
        {
            Port.Require(options.Port);
        }

        DataFolder.Make(options.DataFolder);
        using var held = DataFolderLock.Take(options.DataFolder);
        Port.Require(options.Port);
        var masterKey = MasterKey.FromEnvironment ?? MasterKey.LoadOrMake(options.DataFolder);

        await using var database = await Database.Open(options.DataFolder, held, stop.Token);
        await using var app = Build(options, database, masterKey);
        await Slow.Announce(PlatformDatabase.Prepare(app.Services.GetRequiredService<NpgsqlDataSource>(), stop.Token), "Bringing the installation's tables up to date", Terminal.Say);
        try
        {
            await Slow.Announce(app.StartAsync(stop.Token), "Starting Nexus", Terminal.Say);
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw Port.Taken(options.Port);
        }

        var url = $"http://localhost:{options.Port}";
        await FirstAdministrator.Announce(app.Services, url, stop.Token);
        if (options.Demo)
            await Demo.Announce(app.Services, url, stop.Token);
        Terminal.Say($"Nexus is ready: {url}");

        await WaitForStop(app, stop.Token);
        held.Leaving();
        using var limit = new CancellationTokenSource(StopMax);
        await app.StopAsync(limit.Token);
        return 0;
    }

    private static WebApplication Build(Options options, Database database, string masterKey)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(Up).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:nexusdb"] = database.ConnectionString,
            [MasterKey.Setting] = masterKey,
            ["Nexus:PublicUrl"] = builder.Configuration["Nexus:PublicUrl"] ?? $"http://localhost:{options.Port}",
        });
        // The standard output is for people; warnings go where they don't disturb it.
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Logging.AddFilter<Microsoft.Extensions.Logging.Console.ConsoleLoggerProvider>(level => level >= LogLevel.Warning);

        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(options.Port));
        // Run from a build and not from a publish, the console's files are still in their projects.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopMax);
        // We answer the signals ourselves, from before the host is there until after the database has stopped.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();

        builder.AddServiceDefaults();
        builder.AddNexusApi();
        builder.AddNexusWorkers();
        builder.AddNexusWeb();

        var app = builder.Build();
        app.MapServiceDefaults();
        app.MapNexusApi();
        app.MapNexusWeb();
        return app;
    }

    private static async Task WaitForStop(WebApplication app, CancellationToken asked)
    {
        var stopping = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var byUs = asked.Register(() => stopping.TrySetResult());
        using var byHost = app.Lifetime.ApplicationStopping.Register(() => stopping.TrySetResult());
        await stopping.Task;
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
