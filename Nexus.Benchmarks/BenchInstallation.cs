using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Api;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Standalone.Postgres;
using Nexus.Workers;
using Npgsql;

namespace Nexus.Benchmarks;

/// <summary>Nexus and a bare Kestrel on one durable PostgreSQL, each at an address of its own, for one benchmark.</summary>
internal sealed class BenchInstallation : IAsyncDisposable
{
    private readonly string _folder;
    private readonly EmbeddedPostgres _postgres;
    private readonly WebApplication _nexus;
    private WebApplication? _bare;
    private WebApplication? _second;

    private BenchInstallation(string folder, EmbeddedPostgres postgres, WebApplication nexus)
    {
        _folder = folder;
        _postgres = postgres;
        _nexus = nexus;
        Address = new Uri(nexus.Urls.First());
    }

    public Uri Address { get; }

    public IServiceProvider Services => _nexus.Services;

    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();

    public string ConnectionString => _postgres.ConnectionString;

    public static async Task<BenchInstallation> Start(Action<string> say, Action<WebApplicationBuilder>? configure = null, bool workers = false, Action<WebApplication>? map = null)
    {
        var folder = Path.Combine(Path.GetTempPath(), "nexus-bench-" + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(folder);
        var postgres = await EmbeddedPostgres.StartAsync(folder, say);
        var builder = Builder(postgres.ConnectionString);
        configure?.Invoke(builder);
        builder.AddNexusApi();
        if (workers)
            builder.AddNexusWorkers();
        var nexus = builder.Build();
        await PlatformDatabase.Prepare(nexus.Services.GetRequiredService<NpgsqlDataSource>());
        nexus.MapNexusApi();
        map?.Invoke(nexus);
        await nexus.StartAsync();
        return new BenchInstallation(folder, postgres, nexus);
    }

    /// <summary>A second server of the same installation, with connections and caches of its own.</summary>
    public async Task<Uri> StartSecond()
    {
        var builder = Builder(_postgres.ConnectionString);
        builder.AddNexusApi();
        _second = builder.Build();
        _second.MapNexusApi();
        await _second.StartAsync();
        return new Uri(_second.Urls.First());
    }

    /// <summary>A Kestrel with nothing but the endpoints given.</summary>
    public async Task<Uri> StartBare(Action<WebApplication, NpgsqlDataSource> map)
    {
        var builder = Builder(_postgres.ConnectionString);
        _bare = builder.Build();
        map(_bare, new NpgsqlDataSourceBuilder(_postgres.ConnectionString) { ConnectionStringBuilder = { NoResetOnClose = true, MaxPoolSize = 40 } }.Build());
        await _bare.StartAsync();
        return new Uri(_bare.Urls.First());
    }

    public Task<ActivationAnswer> Activate(string name) =>
        Services.GetRequiredService<Activation>().Activate(new ActivationInput(name, "services", "DE", "EUR", "bench@example.com", null), null, CancellationToken.None);

    /// <summary>Puts contacts into a tenant, past the pipeline: they are only there to be read.</summary>
    public async Task FillContacts(Tenant tenant, int count)
    {
        var contact = Services.GetRequiredService<NexusModel>().FindResource("crm.contact")!;
        var columns = contact.Fields.Where(f => !f.Nullable && f.Name is not ("id" or "version" or "created_at" or "updated_at" or "name")).ToArray();
        var names = string.Concat(columns.SelectMany(f => f.Columns).Select(c => $", \"{c}\""));
        var values = string.Concat(columns.Select(f => f.Kind switch { FieldKind.TextList => ", '{}'", FieldKind.Boolean => ", false", FieldKind.Integer or FieldKind.Decimal => ", 0", FieldKind.Choice => $", '{f.Choices[0]}'", _ => ", ''" }));
        await using var command = Database.CreateCommand($"""
            insert into "{tenant.Schema}".crm_contact (id, version, created_at, updated_at, name, email{names})
            select uuidv7(), 1, now(), now(), 'Contact ' || n, 'contact' || n || '@example.com'{values} from generate_series(1, {count}) n
            """);
        await command.ExecuteNonQueryAsync();
        // As autovacuum would have done by the time that anybody reads them.
        await using var analyze = Database.CreateCommand($"analyze \"{tenant.Schema}\".crm_contact");
        await analyze.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_bare is not null)
            await _bare.DisposeAsync();
        if (_second is not null)
        {
            await _second.StopAsync();
            await _second.DisposeAsync();
        }

        await _nexus.StopAsync();
        await _nexus.DisposeAsync();
        await _postgres.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static WebApplicationBuilder Builder(string connectionString)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:nexusdb"] = connectionString,
            ["Nexus:MasterKey"] = Convert.ToBase64String(new byte[32]),
            // The limits are there to hold such a load off.
            ["Nexus:RateLimit:PerSecond"] = "1000000",
            ["Nexus:RateLimit:Burst"] = "1000000",
        });
        return builder;
    }
}
