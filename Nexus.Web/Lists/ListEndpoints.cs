using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Web.Frame;
using Nexus.Web.SignIn;

namespace Nexus.Web.Lists;

/// <summary>Parts of a list that its scripts ask for, as fragments of HTML, and its export. The state is in the query string, as in the page's address.</summary>
internal static class ListEndpoints
{
    /// <summary>Rows that can be asked for by id at once.</summary>
    private const int RowsMax = 100;

    public static void MapLists(this IEndpointRouteBuilder routes)
    {
        var lists = routes.MapGroup("/lists/{module}/{plural}").RequireAuthorization();
        lists.MapGet("/summary", (HttpContext http) => Fragment<ListSummary>(http, (state, who) => new() { ["State"] = state, ["Who"] = who }));
        lists.MapGet("/filter", (HttpContext http) => Fragment<ListFilterForm>(http, Filter));
        lists.MapGet("/rows", Rows);
        lists.MapGet("/cell", Cell);
        lists.MapGet("/export", async (HttpContext http, ListCsv csv) =>
        {
            var (state, who) = Open(http);
            await csv.Write(state, who, http.Response, http.RequestAborted);
        });
    }

    private static async Task<RazorComponentResult> Rows(HttpContext http, ListReader reader)
    {
        var (state, who) = Open(http);
        var ids = http.Request.Query["ids"].ToString().Split(',').Select(i => Guid.TryParse(i, out var id) ? id : Guid.Empty).Where(i => i != Guid.Empty).Take(RowsMax).ToArray();
        var rows = ids.Length == 0 ? [] : await reader.Some(state, who, ids, http.RequestAborted);
        return Result<RowsFragment>(http, new() { ["State"] = state, ["Content"] = rows, ["Editable"] = Editable(http, state, who) });
    }

    private static async Task<RazorComponentResult> Cell(HttpContext http, ListReader reader)
    {
        var (state, who) = Open(http);
        var field = state.Shape.Find(http.Request.Query["field"].ToString());
        if (field is null || !Guid.TryParse(http.Request.Query["id"], out var id) || !Editable(http, state, who).Contains(field))
            throw Fault.NotFound("cell");
        var rows = await reader.Rows(state.Resource, who, ListReader.Join(reader.Select(state.Shape, [field], who), $"id=eq.{id}"), http.RequestAborted);
        return rows.Count == 0 ? throw Fault.NotFound(state.Resource.Name) : Result<CellInput>(http, new() { ["Resource"] = state.Resource, ["Field"] = field, ["Row"] = rows[0] });
    }

    private static Dictionary<string, object?> Filter(HttpContext http, ListState state, Looker who)
    {
        var entry = FilterEntry.Of(http.Request.Query, state.Shape);
        var (@operator, values) = (entry?.Operator, entry?.Values ?? []);
        // One that is there begins as it is.
        if (entry?.At is { } at && !http.Request.Query.ContainsKey("op") && state.Conditions.ElementAtOrDefault(at) is { } condition && condition.Field == entry.Field && ListOperator.Of(condition) is { } used)
            (@operator, values) = (used, used.Entered(condition));
        return new() { ["State"] = state, ["Field"] = entry?.Field, ["Operator"] = @operator, ["Values"] = values, ["At"] = entry?.At };
    }

    private static IReadOnlySet<Field> Editable(HttpContext http, ListState state, Looker who) => ListEditing.Fields(state.Shape, http.RequestServices.GetRequiredService<NexusModel>(), who);

    private static RazorComponentResult Fragment<T>(HttpContext http, Func<ListState, Looker, Dictionary<string, object?>> parameters) where T : IComponent =>
        Fragment<T>(http, (_, state, who) => parameters(state, who));

    private static RazorComponentResult Fragment<T>(HttpContext http, Func<HttpContext, ListState, Looker, Dictionary<string, object?>> parameters) where T : IComponent
    {
        var (state, who) = Open(http);
        return Result<T>(http, parameters(http, state, who));
    }

    private static RazorComponentResult Result<T>(HttpContext http, Dictionary<string, object?> parameters) where T : IComponent
    {
        PagePolicy.Apply(http);
        return new RazorComponentResult<T>(parameters);
    }

    /// <summary>Which list, in which state, for whom.</summary>
    /// <exception cref="Fault">404 where there is no such list, 403 without the permission to read it.</exception>
    private static (ListState State, Looker Who) Open(HttpContext http)
    {
        var model = http.RequestServices.GetRequiredService<NexusModel>();
        var here = http.Features.Get<ConsoleCaller>();
        if (here?.Tenant is not { } tenant || model.FindRoute((string)http.GetRouteValue("module")!, (string)http.GetRouteValue("plural")!) is not { } resource || !tenant.Has(resource.Module))
            throw Fault.NotFound("list");
        if (here.Caller.Rights.RowsFor(resource.ReadPermission) is null)
            throw Fault.Denied(resource.ReadPermission);
        return (ListState.Read(tenant.ShapeOf(resource), http.Request.Query), new Looker(tenant, here.Caller, http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow(), Zones.Of(http)));
    }
}
