using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Nexus.ServiceDefaults.Metrics;

/// <summary><c>GET /metrics</c> in Prometheus's text format.</summary>
internal static class MetricsEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    internal static void MapMetrics(this WebApplication app) =>
        app.MapGet("/metrics", (MetricsCollector collector) => Results.Text(PrometheusText.Write(collector.Snapshot()), ContentType))
            .ExcludeFromDescription()
            .ShortCircuit();
}
