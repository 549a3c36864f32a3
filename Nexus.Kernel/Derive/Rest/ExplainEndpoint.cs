using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest;

/// <summary><c>GET /api/v1/core/explain?permission=crm.deal.win[&amp;user=…][&amp;row=…]</c>: why was this allowed or refused.</summary>
public static class ExplainEndpoint
{
    public static void MapExplain(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/core/explain", async (HttpContext http, Door door, Explanation explanation) =>
    {
        var (caller, tenant) = await door.Enter(http);
        var faults = new List<FieldFault>();
        var permission = http.Request.Query["permission"].ToString();
        if (permission.Length == 0)
            faults.Add(new FieldFault("permission", "required", "Name the permission, such as crm.deal.win."));
        var user = Id(http, "user", faults);
        var row = Id(http, "row", faults);
        if (faults.Count > 0)
            throw Fault.Invalid(faults);
        await http.Response.WriteAsJsonAsync(await explanation.Of(permission, user, row, caller, tenant, http.RequestAborted), NexusJson.Options, http.RequestAborted);
    }).WithTags("Metadata").WithSummary("Why something is allowed or refused: the roles, scopes and row rules that decide.").WithDescription("permission: its name. user: somebody else than you. row: the row that it is about.").Produces<ExplanationAnswer>();

    private static Guid? Id(HttpContext http, string name, List<FieldFault> faults)
    {
        var text = http.Request.Query[name].ToString();
        if (text.Length == 0)
            return null;
        if (Guid.TryParse(text, out var id))
            return id;
        faults.Add(new FieldFault(name, "wrong_type", $"{name} must be an id (a UUID)."));
        return null;
    }
}
