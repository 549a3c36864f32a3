using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Run;
using Nexus.Kernel.Search;

namespace Nexus.Kernel.Derive.Rest;

/// <summary><c>GET /api/v1/search?q=…&amp;kinds=crm.contact,crm.deal&amp;limit=20</c>: one search over all that the caller may read.</summary>
public static class SearchEndpoint
{
    public static void MapSearch(this IEndpointRouteBuilder routes) => routes.MapGet("/api/v1/search", async (HttpContext http, Door door, SearchEngine search) =>
    {
        var (caller, tenant) = await door.Enter(http);
        var query = http.Request.Query;
        var kinds = query["kinds"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var answer = await search.Search(tenant, caller, query["q"].ToString(), kinds.Length == 0 ? null : kinds, Limit(query["limit"].ToString()), http.RequestAborted);
        await http.Response.WriteAsJsonAsync(answer, NexusJson.Options, http.RequestAborted);
    }).WithTags("Search").WithSummary("Searches all that you may read; facets count each kind.").WithDescription("q: words, beginnings, misspelt words. kinds: resources parted by commas. limit: 1 to 100.").Produces<SearchAnswer>();

    private static int Limit(string given)
    {
        if (given.Length == 0)
            return SearchEngine.LimitDefault;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= SearchEngine.LimitMax
            ? limit
            : throw Fault.Malformed("wrong_limit", $"limit must be 1 to {SearchEngine.LimitMax}.", "limit");
    }
}
