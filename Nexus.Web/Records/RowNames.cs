using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Web.SignIn;

namespace Nexus.Web.Records;

/// <summary>What rows are called, by their ids; each kind is asked for once in a request.</summary>
public sealed class RowNames(NexusModel model, RowReads reads, IHttpContextAccessor http)
{
    private const int AtOnceMax = 100;

    private readonly Dictionary<string, Dictionary<string, string>> _known = [];

    /// <summary>Names of those rows that the person may see.</summary>
    public async Task<IReadOnlyDictionary<string, string>> Find(string resource, IEnumerable<string> ids)
    {
        if (!_known.TryGetValue(resource, out var known))
            _known[resource] = known = [];
        var asked = ids.Where(i => Guid.TryParse(i, out _) && !known.ContainsKey(i)).Distinct().Take(AtOnceMax).ToArray();
        var here = http.HttpContext?.Features.Get<ConsoleCaller>();
        if (asked.Length == 0 || here?.Tenant is not { } tenant || model.FindResource(resource) is not { } target || !tenant.Has(target.Module) || here.Caller.Rights.RowsFor(target.ReadPermission) is null)
            return known;
        var email = target.Find("email") is not null && target.Title.Name != "email" ? ",email" : "";
        var (rows, _) = await reads.Query(target, tenant, here.Caller, $"select=id{(target.Title.Name == "id" ? "" : "," + target.Title.Name)}{email}&id=in.({string.Join(',', asked)})&{RecordQuery.ArchivedToo}&limit={AtOnceMax}", http.HttpContext!.RequestAborted);
        foreach (var row in JsonNode.Parse(rows)!.AsArray())
            known[row!["id"]!.ToString()] = row[target.Title.Name]?.ToString() is { Length: > 0 } title ? title : row["email"]?.ToString() ?? "";
        return known;
    }
}
