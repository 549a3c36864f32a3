using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.SignIn;

namespace Nexus.Web.Home;

/// <summary><c>/tiles?report=…&amp;form=…</c>: what a tile shows that the page didn't wait for.</summary>
internal static class HomeEndpoints
{
    public static void MapHome(this IEndpointRouteBuilder routes) => routes.MapGet("/tiles", (HttpContext http, string report, string form, NexusModel model) =>
    {
        if (http.Features.Get<ConsoleCaller>()?.Tenant is null || model.FindReport(report) is not { } told || !Enum.TryParse<TileForm>(form, ignoreCase: true, out var as_) || !HomeTilePlace.FormsOf(told).Contains(as_))
            throw Fault.NotFound("report");
        PagePolicy.Apply(http);
        return new RazorComponentResult<Tile>(new Dictionary<string, object?> { [nameof(Tile.Place)] = new HomeTilePlace(report, as_, 1), [nameof(Tile.Patient)] = true });
    }).RequireAuthorization();
}
