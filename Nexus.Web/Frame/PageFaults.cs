using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Run;
using Nexus.Web.SignIn;

namespace Nexus.Web.Frame;

/// <summary>A page that can't be shown says why, as a page and in plain words; the API beside it answers problem details.</summary>
internal static class PageFaults
{
    public static void UsePageFaults(this WebApplication app) => app.Use(async (http, next) =>
    {
        try
        {
            await next(http);
        }
        catch (Fault fault) when (!http.Response.HasStarted && http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            http.Response.Clear();
            PagePolicy.Apply(http);
            http.Features.Set(fault);
            http.Request.Path = "/fault";
            // The page that failed has begun with the request's services; another page needs its own.
            await using var scope = http.RequestServices.CreateAsyncScope();
            http.RequestServices = scope.ServiceProvider;
            await new RazorComponentResult<App> { StatusCode = fault.Status }.ExecuteAsync(http);
        }
    });
}
