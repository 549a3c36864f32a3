using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Api;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Tests.Installation;

/// <summary>A running API on a database of its own (or a shared one), over real HTTP on loopback.</summary>
public sealed class TestApi : IAsyncDisposable
{
    private static readonly Lazy<Task<TestApi>> Common = new(() => Start());

    private TestApi(WebApplication app, string connectionString)
    {
        App = app;
        ConnectionString = connectionString;
        Address = new Uri(app.Urls.First());
    }

    public WebApplication App { get; }

    public string ConnectionString { get; }

    public Uri Address { get; }

    /// <summary>E-mails for the administrators of its tenants.</summary>
    public Func<string> AdminEmail { get; init; } = () => "admin@example.com";

    public NexusModel Model => Get<NexusModel>();

    public NpgsqlDataSource Database => Get<NpgsqlDataSource>();

    /// <summary>The API that tests share; each test has tenants of its own in it.</summary>
    public static Task<TestApi> Shared() => Common.Value;

    /// <summary>An API of the test's own.</summary>
    /// <param name="connectionString">An existing database, to run several hosts on one.</param>
    /// <param name="configure">More services or settings.</param>
    /// <param name="map">More endpoints.</param>
    /// <param name="adminEmail">For tests that log in by e-mail alone: another one for each tenant.</param>
    public static async Task<TestApi> Start(string? connectionString = null, Action<WebApplicationBuilder>? configure = null, Action<WebApplication>? map = null, Func<string>? adminEmail = null)
    {
        connectionString ??= await TestDatabase.NewDatabase();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            EnvironmentName = "Testing",
            // The console's files are listed under the name of the process that serves them.
            ApplicationName = "Nexus.Standalone",
            ContentRootPath = AppContext.BaseDirectory,
        });
        builder.WebHost.UseStaticWebAssets();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:nexusdb"] = connectionString,
            ["Nexus:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["Nexus:PoolSize"] = "20",
        });
        configure?.Invoke(builder);
        builder.AddNexusApi();
        var app = builder.Build();
        await PlatformDatabase.Prepare(app.Services.GetRequiredService<NpgsqlDataSource>());
        app.MapNexusApi();
        map?.Invoke(app);
        await app.StartAsync();
        return adminEmail is null ? new TestApi(app, connectionString) : new TestApi(app, connectionString) { AdminEmail = adminEmail };
    }

    public T Get<T>() where T : notnull => App.Services.GetRequiredService<T>();

    /// <summary>A client with a Bearer token, or without.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
    }
}
