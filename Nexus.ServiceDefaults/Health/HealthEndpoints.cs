using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Nexus.ServiceDefaults.Health;

/// <summary>
/// <c>/alive</c> says that the process runs, <c>/health</c> that it can do its work: it asks each check tagged <see cref="Ready"/>.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>The tag of checks that must pass before requests are sent here.</summary>
    public const string Ready = "ready";

    /// <summary>The tag of checks whose failure calls for a restart.</summary>
    public const string Live = "live";

    internal static void AddNexusHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [Live])
            .AddCheck<DatabaseCheck>("database", tags: [Ready], timeout: DatabaseCheck.AnswerMax);

    internal static void MapNexusHealth(this WebApplication app)
    {
        app.MapHealthChecks("/health", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready), ResponseWriter = Write }).ShortCircuit();
        app.MapHealthChecks("/alive", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Live), ResponseWriter = Write }).ShortCircuit();
    }

    /// <summary>Names and states only: whoever may ask need not learn hosts and messages.</summary>
    private static Task Write(HttpContext context, HealthReport report) => context.Response.WriteAsJsonAsync(new
    {
        status = report.Status.ToString(),
        checks = report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString()),
    });
}
