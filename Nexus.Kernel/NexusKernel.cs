using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Derive.Tools;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Notices;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel;

/// <summary>Registers the kernel; every host calls it once, and calling it again (all hosts in one process) does nothing.</summary>
public static class NexusKernel
{
    /// <summary>Name of the database's connection string, as the AppHost gives it: <c>ConnectionStrings__nexusdb</c>.</summary>
    public const string Database = "nexusdb";

    /// <summary>
    /// Key of the data source of operations and reactions. It prepares the statements that come again and again: most of theirs are the same
    /// for all tenants (events, audit, inbox), while reads name their schema and are spread over all of them.
    /// </summary>
    internal const string Writes = "writes";

    /// <summary>Connections of a process to each of: writes, reads, all the rest. They are opened when they are needed and closed when they aren't.</summary>
    private const int PoolSize = 40;

    /// <summary>Reads at the same time of the tenants of one group.</summary>
    private const int ReadsEachMin = 4;

    /// <summary>Statements that a connection keeps prepared; those used least give way.</summary>
    private const int PreparedMax = 32;

    /// <summary>Uses after which a statement is worth preparing.</summary>
    private const int PreparedAfterUses = 3;

    public static void AddNexusKernel(this IHostApplicationBuilder builder, Func<NexusModel> model)
    {
        var services = builder.Services;
        if (services.Any(s => s.ServiceType == typeof(NexusModel)))
            return;

        services.AddSingleton(_ => model());
        services.AddSingleton(provider => DataSource(provider.GetRequiredService<IConfiguration>(), "", pool => pool));
        services.AddKeyedSingleton(Writes, (provider, _) => DataSource(provider.GetRequiredService<IConfiguration>(), "-" + Writes, pool => pool, prepares: true));
        services.AddSingleton(provider => new ReadConnections(group => DataSource(provider.GetRequiredService<IConfiguration>(), $"-reads-{group}", pool => Math.Max(ReadsEachMin, pool / ReadConnections.Groups))));
        services.TryAddSingleton(TimeProvider.System);
        services.AddHostedService<PlatformStartup>();
        services.AddEvents();
        services.AddSingleton<Invalidations>();
        services.AddHostedService(provider => provider.GetRequiredService<Invalidations>());
        services.AddSingleton<TenantDirectory>();
        services.AddSingleton<TenantUnit>();
        services.AddSingleton<OperationPipeline>();
        services.AddSingleton<ReportRunner>();
        services.AddTenancy();
        services.AddAudit();
        services.AddSingleton<MasterKey>();
        services.AddNexusIdentity();
        services.AddNotices();
        builder.AddNexusHttpRules();
        services.AddSingleton<Door>();
        services.AddNexusTools();
        services.AddSingleton<RowReads>();
        services.AddSingleton<DocumentRunner>();
        services.AddSingleton<OperationBatch>();
        services.AddSingleton<RowWrites>();
    }

    private static NpgsqlDataSource DataSource(IConfiguration configuration, string name, Func<int, int> size, bool prepares = false)
    {
        var connection = configuration.GetConnectionString(Database)
            ?? throw new StartFault($"No database. Set ConnectionStrings__{Database}, or start with ./nexus.cs up, which brings one.");
        var builder = new NpgsqlDataSourceBuilder(connection);
        // No session state is ever set, so there is none to reset when a connection goes back.
        builder.ConnectionStringBuilder.NoResetOnClose = true;
        builder.Name = Database + name;
        // PostgreSQL itself writes times as JSON, and they are UTC everywhere.
        builder.ConnectionStringBuilder.Timezone = "UTC";
        builder.ConnectionStringBuilder.MaxPoolSize = size(configuration.GetValue("Nexus:PoolSize", PoolSize));
        if (prepares)
        {
            builder.ConnectionStringBuilder.MaxAutoPrepare = PreparedMax;
            builder.ConnectionStringBuilder.AutoPrepareMinUsages = PreparedAfterUses;
        }

        return builder.Build();
    }
}
