using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Benchmarks.Load;

/// <summary>The SQL that Nexus makes of a list request, so that the bare path runs exactly the same.</summary>
internal sealed record Statement(string Text, IReadOnlyList<object?> Values)
{
    /// <param name="path">A list's address with its query.</param>
    public static Statement Of(NexusModel model, Tenant tenant, string resource, string path)
    {
        var text = new QueryString(path[path.IndexOf('?', StringComparison.Ordinal)..]);
        var query = QueryParser.Parse(text, new QueryCollection(QueryHelpers.ParseQuery(text.Value)));
        var sql = new ReadCompiler(model, tenant, Caller.System("bench")).List(model.FindResource(resource)!, query, one: false, total: null);
        using var command = new NpgsqlCommand();
        var rendered = sql.Render(command.Parameters);
        return new Statement(rendered, [.. command.Parameters.Select(p => p.Value)]);
    }
}
