using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>What tools read: the same statements that REST makes, their JSON taken whole, for it is small.</summary>
public sealed class ToolReads(NexusModel model, NpgsqlDataSource source)
{
    /// <param name="parameters">As in a query string.</param>
    internal async Task<JsonArray> Rows(ToolSession session, ResourceType resource, Dictionary<string, StringValues> parameters, CancellationToken ct) =>
        List(await Text(Compiler(session).List(resource, Parse(parameters), one: false, total: null), 2, ct));

    /// <exception cref="Fault">404 when there is no such row, or the caller may not see it.</exception>
    internal async Task<JsonObject> Row(ToolSession session, ResourceType resource, Guid id, Dictionary<string, StringValues> parameters, CancellationToken ct) =>
        JsonNode.Parse(await Text(Compiler(session).One(resource, Parse(parameters), id), 1, ct) ?? throw Fault.NotFound(resource.Name))!.AsObject();

    private ReadCompiler Compiler(ToolSession session) => new(model, session.Tenant, session.Caller);

    private static QueryNode Parse(Dictionary<string, StringValues> parameters) => QueryParser.Parse(QueryString.Create(parameters), new QueryCollection(parameters));

    private static JsonArray List(string? json) => JsonNode.Parse(json ?? "[]")!.AsArray();

    private async Task<string?> Text(Sql sql, int ordinal, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandTimeout = ReadLimits.SecondsMax;
        command.CommandText = sql.Render(command.Parameters);
        try
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            return await reader.ReadAsync(ct) ? reader.GetString(ordinal) : null;
        }
        catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
        {
            throw fault;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SyntaxError && command.CommandText.Contains(" @@ to_tsquery(", StringComparison.Ordinal))
        {
            throw Fault.Malformed("wrong_value", "fts needs words joined by &, | and !; wfts takes what people type.");
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw new Fault(408, "too_slow", "The query took too long. Narrow it with a filter or a smaller limit.");
        }
    }
}
