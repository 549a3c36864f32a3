using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Nexus.ServiceDefaults.Discovery;
using Nexus.ServiceDefaults.Health;
using Nexus.ServiceDefaults.Metrics;
using Nexus.ServiceDefaults.Resilience;
using Nexus.ServiceDefaults.Telemetry;

namespace Nexus.ServiceDefaults;

/// <summary>
/// What every host has: telemetry, health, metrics, discovery and resilience, by Aspire's conventions, so that the same host runs
/// under the Aspire application, in the standalone process and on its own.
/// </summary>
public static class ServiceDefaults
{
    /// <summary>Adds the services. Several hosts in one process may each call it; the second call does nothing.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(Added)))
        {
            return builder;
        }

        builder.Services.AddSingleton<Added>();
        builder.AddTelemetryExport();
        builder.Services.AddNexusHealth();
        builder.Services.AddSingleton<MetricsCollector>();
        builder.Services.AddHostedService<MetricsCollection>();

        builder.Services.TryAddSingleton<ServiceAddresses>();
        builder.Services.TryAddSingleton<ResiliencePipelines>();
        // Resilience is the outer one, so that a retry may go to another address.
        builder.Services.ConfigureHttpClientDefaults(clients => clients
            .AddHttpMessageHandler(services => new ResilienceHandler(services.GetRequiredService<ResiliencePipelines>()))
            .AddHttpMessageHandler(services => new DiscoveryHandler(services.GetRequiredService<ServiceAddresses>())));
        return builder;
    }

    /// <summary>Maps <c>/health</c>, <c>/alive</c> and <c>/metrics</c>. A second call does nothing.</summary>
    public static WebApplication MapServiceDefaults(this WebApplication app)
    {
        if (app.Services.GetRequiredService<Added>().Mapped)
        {
            return app;
        }

        app.Services.GetRequiredService<Added>().Mapped = true;
        app.MapNexusHealth();
        app.MapMetrics();
        return app;
    }

    private sealed class Added
    {
        public bool Mapped { get; set; }
    }
}
