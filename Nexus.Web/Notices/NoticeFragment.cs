using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Run;
using Nexus.Web.SignIn;

namespace Nexus.Web.Notices;

/// <summary><c>/notices/list</c>: what the bell shows.</summary>
internal static class NoticeFragment
{
    public static void MapNoticeList(this IEndpointRouteBuilder routes) => routes.MapGet("/notices/list", (HttpContext http) =>
    {
        if (http.Features.Get<ConsoleCaller>()?.Tenant is null)
            throw Fault.NotFound("page");
        PagePolicy.Apply(http);
        return new RazorComponentResult<NoticeList>();
    }).RequireAuthorization();
}
