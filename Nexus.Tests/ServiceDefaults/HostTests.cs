using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging;
using Nexus.ServiceDefaults;
using Nexus.ServiceDefaults.Health;

namespace Nexus.Tests.ServiceDefaults;

[TestClass]
public sealed class HostTests
{
    [TestMethod]
    public async Task A_host_answers_probes_and_scrapes()
    {
        var isReady = false;
        await using var app = Build(builder => builder.Services.AddHealthChecks()
            .AddCheck("thing", () => isReady ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy(), [HealthEndpoints.Ready]));
        await app.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri(app.Urls.Single()) };

        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, (await client.GetAsync("/health")).StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, (await client.GetAsync("/alive")).StatusCode);
        isReady = true;
        Assert.AreEqual("""{"status":"Healthy","checks":{"database":"Healthy","thing":"Healthy"}}""", await client.GetStringAsync("/health"));

        var scraped = await client.GetAsync("/metrics");
        Assert.AreEqual("text/plain; version=0.0.4; charset=utf-8", scraped.Content.Headers.ContentType!.ToString());
        var text = await scraped.Content.ReadAsStringAsync();
        StringAssert.Contains(text, "# TYPE http_server_request_duration_seconds histogram");
        StringAssert.Contains(text, "http_response_status_code=\"503\"");
    }

    [TestMethod]
    public async Task A_client_finds_a_service_by_name_and_tries_again()
    {
        var asked = 0;
        await using var server = Build(_ => { });
        server.MapGet("/sometimes", () => ++asked < 3 ? Results.StatusCode(503) : Results.Text("here"));
        await server.StartAsync();

        await using var caller = Build(builder =>
        {
            builder.Configuration["services:api:http:0"] = server.Urls.Single();
            builder.Services.AddHttpClient("api", client => client.BaseAddress = new Uri("https+http://api"));
        });
        var client = caller.Services.GetRequiredService<IHttpClientFactory>().CreateClient("api");
        Assert.AreEqual("here", await client.GetStringAsync("/sometimes"));
        Assert.AreEqual(3, asked);
    }

    [TestMethod]
    [DataRow("POST", false, 1)]
    [DataRow("POST", true, 4)]
    [DataRow("PUT", false, 4)]
    [DataRow("GET", false, 4)]
    public async Task Only_what_may_be_repeated_is_repeated(string method, bool withKey, int attempts)
    {
        var asked = 0;
        await using var server = Build(_ => { });
        server.MapFallback(() =>
        {
            asked++;
            return Results.StatusCode(500);
        });
        await server.StartAsync();

        var client = server.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), server.Urls.Single());
        if (method != "GET")
        {
            request.Content = new StringContent("{}");
        }

        if (withKey)
        {
            request.Headers.Add("Idempotency-Key", "once");
        }

        Assert.AreEqual(HttpStatusCode.InternalServerError, (await client.SendAsync(request)).StatusCode);
        Assert.AreEqual(attempts, asked);
    }

    private static WebApplication Build(Action<WebApplicationBuilder> more)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration["urls"] = "http://127.0.0.1:0";
        builder.AddServiceDefaults().AddServiceDefaults();
        more(builder);
        var app = builder.Build();
        return app.MapServiceDefaults().MapServiceDefaults();
    }
}
