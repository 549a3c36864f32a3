using Microsoft.Extensions.DependencyInjection;

namespace Nexus.Kernel.Tenancy;

/// <summary>Registers what makes, changes and ends tenants.</summary>
public static class TenancyServices
{
    internal static void AddTenancy(this IServiceCollection services)
    {
        services.AddSingleton<ActivationKeys>();
        services.AddSingleton<Activation>();
        services.AddSingleton<SchemaSync>();
        services.AddHostedService<SchemaSyncing>();
        services.AddSingleton<TenantStates>();
        services.AddSingleton<TenantOverview>();
        services.AddSingleton<PlatformAudit>();
        services.AddSingleton<TenantExport>();
        services.AddSingleton<TenantBackup>();
        services.AddSingleton<TenantClosing>();
        services.AddSingleton<TenantRestore>();
        services.AddSingleton<TenantErasure>();
        services.AddSingleton<Import.Importer>();
        services.AddSingleton<Search.SearchEngine>();
    }
}
