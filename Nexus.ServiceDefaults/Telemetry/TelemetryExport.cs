using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Nexus.ServiceDefaults.Telemetry;

/// <summary>Sends traces, metrics and logs over OTLP when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    internal static void AddTelemetryExport(this IHostApplicationBuilder builder)
    {
        // From the environment alone, as the exporter itself reads its settings there.
        if (string.IsNullOrWhiteSpace(Environment.GetEnvironmentVariable(Endpoint)))
        {
            return;
        }

        // ASP.NET Core leaves the standard's attributes out of its spans unless asked, as other libraries used to add them.
        AppContext.SetSwitch("Microsoft.AspNetCore.Hosting.SuppressActivityOpenTelemetryData", false);
        var service = Service(builder.Environment);
        builder.Logging.AddOpenTelemetry(logs =>
        {
            logs.IncludeFormattedMessage = true;
            logs.IncludeScopes = true;
            logs.SetResourceBuilder(service).AddOtlpExporter();
        });
        builder.Services.AddHostedService(_ => new Providers(service));
    }

    private static ResourceBuilder Service(IHostEnvironment environment) => ResourceBuilder.CreateDefault()
        .AddService(
            Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME") is { Length: > 0 } name ? name : environment.ApplicationName,
            serviceVersion: Assembly.GetEntryAssembly()?.GetName().Version?.ToString())
        .AddEnvironmentVariableDetector();

    /// <summary>Started with the host and flushed when it stops.</summary>
    private sealed class Providers(ResourceBuilder service) : IHostedLifecycleService, IDisposable
    {
        private TracerProvider? traces;
        private MeterProvider? metrics;

        // Before the other services start, so that their first spans are seen.
        public Task StartingAsync(CancellationToken cancellationToken)
        {
            traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(service).AddSource(TelemetrySources.Traces)
                .AddProcessor(new WithoutProbes()).AddOtlpExporter().Build();
            metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(service).AddMeter(TelemetrySources.Meters).AddOtlpExporter().Build();
            return Task.CompletedTask;
        }

        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StoppedAsync(CancellationToken cancellationToken)
        {
            Dispose();
            return Task.CompletedTask;
        }

        public void Dispose()
        {
            traces?.Dispose();
            metrics?.Dispose();
            traces = null;
            metrics = null;
        }
    }

    /// <summary>Probes come every few seconds and say nothing as traces.</summary>
    private sealed class WithoutProbes : BaseProcessor<Activity>
    {
        public override void OnEnd(Activity data)
        {
            if (data.Kind == ActivityKind.Server && data.GetTagItem("url.path") is "/health" or "/alive" or "/metrics")
            {
                data.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            }
        }
    }
}
