using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Notices;

/// <summary>A user's own notices and preferences: no permission is asked for, for nobody reaches anybody else's.</summary>
public static class NoticeEndpoints
{
    public static void AddNotices(this IServiceCollection services)
    {
        services.AddSingleton<UserPreferences>();
        services.AddSingleton<NoticeBoard>();
    }

    public static void MapNotices(this IEndpointRouteBuilder builder)
    {
        var routes = builder.MapGroup("/api/v1").WithTags("Own");
        routes.MapGet("/notices", async (HttpContext http, Door door, NoticeBoard board) =>
        {
            var (caller, tenant) = await door.Enter(http);
            await http.Response.WriteAsJsonAsync(await board.Read(caller, tenant, http.RequestAborted), NexusJson.Options, http.RequestAborted);
        }).WithSummary("What concerns you: rows that others gave you, and what waits for an administrator.").Produces<NoticeAnswer>();
        routes.MapPost("/notices/seen", async (HttpContext http, Door door, NoticeBoard board) =>
        {
            var (caller, _) = await door.Enter(http);
            await board.See(caller, http.RequestAborted);
            http.Response.StatusCode = 204;
        }).WithSummary("You have seen all notices that there are now.").Produces(204);
        routes.MapGet("/preferences/{name}", async (HttpContext http, string name, Door door, UserPreferences preferences) =>
        {
            var (caller, _) = await door.Enter(http);
            await http.Response.WriteAsJsonAsync(await preferences.Find(caller, name, http.RequestAborted), NexusJson.Options, http.RequestAborted);
        }).WithSummary("What you arranged for yourself under this name; null when nothing is set.").Produces<object>();
        routes.MapPut("/preferences/{name}", async (HttpContext http, string name, Door door, UserPreferences preferences) =>
        {
            var (caller, _) = await door.Enter(http);
            using var body = await JsonBody.Read(http);
            await preferences.Set(caller, name, body?.RootElement, http.RequestAborted);
            http.Response.StatusCode = 204;
        }).WithSummary("Keeps something that you arranged for yourself: any JSON; null forgets it.").Accepts<object>("application/json").Produces(204);
    }
}
