using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Workers;

namespace Nexus.Tests.Installation;

/// <summary>A workers host of its own on an API's database, as a second process would be.</summary>
public sealed class TestWorkers : IAsyncDisposable
{
    private readonly WebApplication _app;

    private TestWorkers(WebApplication app) => _app = app;

    public static async Task<TestWorkers> Start(string connectionString, Func<NexusModel>? model = null, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Testing" });
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:nexusdb"] = connectionString,
            ["Nexus:MasterKey"] = Convert.ToBase64String(new byte[32]),
            ["Nexus:PoolSize"] = "20",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, string? (s) => s.Value));
        if (model is not null)
            builder.AddNexusKernel(model);
        builder.AddNexusWorkers();
        var app = builder.Build();
        await app.StartAsync();
        return new TestWorkers(app);
    }

    public T Get<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
