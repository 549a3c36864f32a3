using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Nexus.Tests.Installation;
using Nexus.Tests.Standalone;

namespace Nexus.Tests.ServiceDefaults;

[TestClass]
public sealed class TelemetryExportTests
{
    [TestMethod]
    public async Task Traces_metrics_and_logs_reach_a_collector_and_probes_do_not()
    {
        var received = new ConcurrentDictionary<string, string>();
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseSetting("urls", "http://127.0.0.1:0");
        await using var collector = builder.Build();
        collector.MapPost("/v1/{signal}", async (string signal, HttpRequest request) =>
        {
            using var body = new MemoryStream();
            await request.Body.CopyToAsync(body);
            received.AddOrUpdate(signal, Text(body), (_, before) => before + Text(body));
            return Results.Ok();
        });
        await collector.StartAsync();

        using var folder = new TemporaryFolder();
        var port = StandaloneProcess.FreePort();
        using var up = StandaloneProcess.Start(
            ["up", "--port", port.ToString(CultureInfo.InvariantCulture), "--data", folder.Path],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_SERVICE_NAME", "nexus-under-test"));
        await up.Ready();
        using (var client = new HttpClient { BaseAddress = new Uri($"http://localhost:{port}") })
        {
            await client.GetAsync("/health");
            await client.GetAsync("/some/page");
        }

        up.Signal(PosixSignal.SIGTERM);
        await up.Ended();

        Assert.IsTrue(received.ContainsKey("traces"), up.Errors);
        StringAssert.Contains(received["traces"], "nexus-under-test");
        StringAssert.Contains(received["traces"], "/some/page");
        Assert.IsFalse(received["traces"].Contains("/health", StringComparison.Ordinal));
        StringAssert.Contains(received["metrics"], "http.server.request.duration");
        StringAssert.Contains(received["logs"], "nexus-under-test");
    }

    private static string Text(MemoryStream body) => Encoding.Latin1.GetString(body.ToArray());
}
