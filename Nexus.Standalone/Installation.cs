using Nexus.Kernel;
using Nexus.Modules;

namespace Nexus.Standalone;

/// <summary>The kernel on an installation's database, for a command that does one thing and ends. Nothing runs in the background; Nexus itself may run meanwhile.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly Database _database;
    private readonly IHost _host;

    private Installation(Database database, string? masterKey)
    {
        _database = database;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            [$"ConnectionStrings:{NexusKernel.Database}"] = database.ConnectionString,
            [MasterKey.Setting] = masterKey,
        });
        builder.AddNexusKernel(NexusModules.Model);
        _host = builder.Build();
    }

    /// <param name="masterKey">Null for what neither signs nor verifies.</param>
    /// <exception cref="StartFailure">The database cannot be started or reached, or there is none.</exception>
    internal static async Task<Installation> Open(string dataFolder, string? masterKey, CancellationToken ct) =>
        new(await Database.Join(dataFolder, ct), masterKey);

    internal T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public async ValueTask DisposeAsync()
    {
        // The connections before the server that they lead to.
        await ((IAsyncDisposable)_host).DisposeAsync();
        await _database.DisposeAsync();
    }
}
