using System.Buffers;
using System.Data;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>Reads rows in one round trip and hands PostgreSQL's text to the client as it comes.</summary>
public sealed class RowReads(NexusModel model, ReadConnections connections)
{
    private const int BufferBytes = 32 * 1024;

    internal async Task List(HttpContext http, ResourceType resource, Tenant tenant, Caller caller, QueryNode query)
    {
        Preferences.ReadRange(http.Request, query);
        var format = Preferences.Format(http.Request);
        if (format is ReadFormat.Csv)
            await Csv(http, resource, tenant, caller, query);
        else
            await Json(http, resource, tenant, caller, query, format is ReadFormat.Object);
    }

    /// <summary>The row with the id, or 404; 304 when the client has this version of it.</summary>
    internal async Task One(HttpContext http, ResourceType resource, Tenant tenant, Caller caller, QueryNode query, Guid id)
    {
        await using var command = Command(tenant, new ReadCompiler(model, tenant, caller).One(resource, query, id));
        await Read(command, async reader =>
        {
            if (!await reader.ReadAsync(http.RequestAborted))
                throw Fault.NotFound(resource.Name);
            var etag = WriteEndpoints.ETag(reader.GetInt64(0));
            http.Response.Headers.ETag = etag;
            // The version is the row's alone: what is embedded may have changed.
            if (!query.Embeds.Any() && http.Request.Headers.IfNoneMatch.ToString() is { Length: > 0 } seen && seen.Split(',').Any(s => s.Trim().Replace("W/", "", StringComparison.Ordinal) == etag))
                http.Response.StatusCode = 304;
            else
                await Copy(reader, 1, http, "application/json; charset=utf-8");
        }, http.RequestAborted);
    }

    /// <summary>Rows for code in the process, asked for as a client would: <c>select=id,name&amp;order=name&amp;limit=20</c>.</summary>
    /// <returns>A JSON list, and how many rows there are in it.</returns>
    /// <exception cref="Fault">As a client would be told.</exception>
    public async Task<(byte[] Rows, long Count)> Query(ResourceType resource, Tenant tenant, Caller caller, string query, CancellationToken ct)
    {
        var text = new QueryString("?" + query.TrimStart('?'));
        var node = QueryParser.Parse(text, new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text.Value)));
        await using var command = Command(tenant, new ReadCompiler(model, tenant, caller).List(resource, node, one: false, total: null));
        var answer = (Array.Empty<byte>(), 0L);
        await Read(command, async reader =>
        {
            await reader.ReadAsync(ct);
            var count = reader.GetInt64(0);
            answer = (System.Text.Encoding.UTF8.GetBytes(reader.GetString(2)), count);
        }, ct);
        return answer;
    }

    /// <summary>How many rows there are: exactly up to <see cref="ReadLimits.EstimateBeyondRows"/>, beyond as the planner expects.</summary>
    /// <exception cref="Fault">As a client would be told.</exception>
    public async Task<(long Rows, bool IsEstimate)> Count(ResourceType resource, Tenant tenant, Caller caller, string query, CancellationToken ct)
    {
        var text = new QueryString("?" + query.TrimStart('?'));
        var node = QueryParser.Parse(text, new QueryCollection(Microsoft.AspNetCore.WebUtilities.QueryHelpers.ParseQuery(text.Value)));
        await using var batch = Command(tenant, $"select {Total(CountKind.Estimated, resource, tenant, caller, node)!}");
        Plan(batch, CountKind.Estimated, resource, tenant, caller, node);
        var (counted, planned) = (0L, 0L);
        await Read(batch, async reader =>
        {
            await reader.ReadAsync(ct);
            counted = reader.GetInt64(0);
            await reader.NextResultAsync(ct);
            planned = await Planned(reader, CountKind.Estimated, ct) ?? 0;
        }, ct);
        return counted > ReadLimits.EstimateBeyondRows ? (Math.Max(counted, planned), true) : (counted, false);
    }

    /// <summary>Refuses what the caller may not read, or can't be read so, before something is written for it.</summary>
    internal void Check(ResourceType resource, Tenant tenant, Caller caller, QueryNode query) => new ReadCompiler(model, tenant, caller).List(resource, query, one: false, total: null);

    /// <summary>Rows with the ids given, archived ones too, as a JSON list.</summary>
    internal async Task<byte[]> ByIds(ResourceType resource, Tenant tenant, Caller caller, QueryNode query, IReadOnlyList<Guid> ids, CancellationToken ct)
    {
        // In the kernel's own words, so that it holds for more ids than a client may list; naming archived_at shows archived rows too.
        query.Conditions.Add(new Comparison(new FieldPath("id", []), "in", null, null, [.. ids.Select(i => i.ToString())], Negated: false));
        query.Conditions.Add(new Logic(Any: true, [new Comparison(new FieldPath("archived_at", []), "is", null, null, ["null"], Negated: false), new Comparison(new FieldPath("archived_at", []), "is", null, null, ["not_null"], Negated: false)], Negated: false));
        await using var command = Command(tenant, new ReadCompiler(model, tenant, caller).List(resource, query, one: false, total: null));
        var rows = Array.Empty<byte>();
        await Read(command, async reader =>
        {
            await reader.ReadAsync(ct);
            rows = System.Text.Encoding.UTF8.GetBytes(reader.GetString(2));
        }, ct);
        return rows;
    }

    private async Task Json(HttpContext http, ResourceType resource, Tenant tenant, Caller caller, QueryNode query, bool one)
    {
        if (one)
            query.Limit = Math.Min(query.Limit ?? 2, 2);
        var compiler = new ReadCompiler(model, tenant, caller);
        var count = Preferences.Count(http.Request);
        var list = compiler.List(resource, query, one, Total(count, resource, tenant, caller, query));
        await using var batch = connections.Of(tenant).CreateBatch();
        batch.Timeout = ReadLimits.SecondsMax;
        Plan(batch, count, resource, tenant, caller, query);
        batch.BatchCommands.Add(list.ToBatchCommand());
        await Read(batch, async reader =>
        {
            var planned = await Planned(reader, count, http.RequestAborted);
            await reader.ReadAsync(http.RequestAborted);
            var rows = reader.GetInt64(0);
            long? total = reader.IsDBNull(1) ? null : reader.GetInt64(1);
            if (one && rows != 1)
                throw new Fault(406, "not_single", rows == 0 ? "There is no such row, or you may not see it." : "More than one row fits the filters.").With("details", $"The result contains {rows} rows");
            Answer(http, query, rows, Known(count, total, planned));
            await Copy(reader, 2, http, one ? Preferences.SingleObject + "; charset=utf-8" : "application/json; charset=utf-8");
        }, http.RequestAborted);
    }

    private async Task Csv(HttpContext http, ResourceType resource, Tenant tenant, Caller caller, QueryNode query)
    {
        var (sql, columns) = new ReadCompiler(model, tenant, caller).Table(resource, query);
        var count = Preferences.Count(http.Request);
        await using var batch = connections.Of(tenant).CreateBatch();
        batch.Timeout = ReadLimits.SecondsMax;
        Plan(batch, count, resource, tenant, caller, query);
        if (Total(count, resource, tenant, caller, query) is { } total)
            batch.BatchCommands.Add(((Sql)$"select {total}").ToBatchCommand());
        batch.BatchCommands.Add(sql.ToBatchCommand());
        await Read(batch, async reader =>
        {
            var planned = await Planned(reader, count, http.RequestAborted);
            long? counted = null;
            if (count is CountKind.Exact or CountKind.Estimated)
            {
                await reader.ReadAsync(http.RequestAborted);
                counted = reader.GetInt64(0);
                await reader.NextResultAsync(http.RequestAborted);
            }

            var table = await Table(reader, columns, http.RequestAborted);
            Answer(http, query, table.Rows, Known(count, counted, planned));
            await Write(http, table.Csv);
        }, http.RequestAborted);
    }

    private Sql? Total(CountKind count, ResourceType resource, Tenant tenant, Caller caller, QueryNode query) => count switch
    {
        CountKind.Exact => (Sql)$"(select count(*) from ({new ReadCompiler(model, tenant, caller).AllRows(resource, query)}) c)",
        CountKind.Estimated => (Sql)$"(select count(*) from ({new ReadCompiler(model, tenant, caller).AllRows(resource, query)} limit {ReadLimits.EstimateBeyondRows + 1}) c)",
        _ => null,
    };

    private void Plan(NpgsqlBatch batch, CountKind count, ResourceType resource, Tenant tenant, Caller caller, QueryNode query)
    {
        if (count is CountKind.Planned or CountKind.Estimated)
            batch.BatchCommands.Add(((Sql)$"explain (format json) {new ReadCompiler(model, tenant, caller).AllRows(resource, query)}").ToBatchCommand());
    }

    private static async Task<long?> Planned(NpgsqlDataReader reader, CountKind count, CancellationToken ct)
    {
        if (count is not (CountKind.Planned or CountKind.Estimated))
            return null;
        await reader.ReadAsync(ct);
        using var plan = JsonDocument.Parse(reader.GetString(0));
        var rows = plan.RootElement[0].GetProperty("Plan").GetProperty("Plan Rows").GetDouble();
        await reader.NextResultAsync(ct);
        return (long)rows;
    }

    private static long? Known(CountKind count, long? counted, long? planned) =>
        count is CountKind.Estimated && counted > ReadLimits.EstimateBeyondRows ? Math.Max(counted.Value, planned ?? 0) : counted ?? planned;

    /// <summary>Status and <c>Content-Range</c>, as PostgREST tells them.</summary>
    private static void Answer(HttpContext http, QueryNode query, long rows, long? total)
    {
        var first = query.Offset ?? 0;
        if (first > total)
        {
            http.Response.Headers.ContentRange = $"*/{total}";
            throw Preferences.RangeNotThere().With("total", total);
        }

        var range = rows == 0 ? "*" : string.Create(CultureInfo.InvariantCulture, $"{first}-{first + rows - 1}");
        http.Response.Headers.ContentRange = total is null ? range + "/*" : string.Create(CultureInfo.InvariantCulture, $"{range}/{total}");
        http.Response.StatusCode = rows < total ? 206 : 200;
        http.Response.Headers["Range-Unit"] = "items";
    }

    private static async Task<(ReadOnlyMemory<byte> Csv, long Rows)> Table(NpgsqlDataReader reader, IReadOnlyList<TextColumn> columns, CancellationToken ct)
    {
        var csv = new CsvTable().Header(columns.Select(c => c.Name));
        var rows = 0L;
        while (await reader.ReadAsync(ct))
        {
            for (var i = 0; i < columns.Count; i++)
                csv.Cell(reader.IsDBNull(i) ? null : reader.GetString(i), columns[i].IsText);
            csv.EndRow();
            rows++;
        }

        return (csv.Bytes, rows);
    }

    private static async Task Write(HttpContext http, ReadOnlyMemory<byte> csv)
    {
        http.Response.ContentType = CsvTable.ContentType;
        if (!HttpMethods.IsHead(http.Request.Method))
            await http.Response.Body.WriteAsync(csv, http.RequestAborted);
    }

    private static async Task Copy(NpgsqlDataReader reader, int ordinal, HttpContext http, string contentType)
    {
        http.Response.ContentType = contentType;
        if (HttpMethods.IsHead(http.Request.Method))
            return;
        var body = http.Response.BodyWriter;
        await using var text = await reader.GetStreamAsync(ordinal, http.RequestAborted);
        while (true)
        {
            var read = await text.ReadAsync(body.GetMemory(BufferBytes), http.RequestAborted);
            if (read == 0)
                return;
            body.Advance(read);
            if (body.UnflushedBytes > BufferBytes)
                await body.FlushAsync(http.RequestAborted);
        }
    }

    private NpgsqlBatch Command(Tenant tenant, Sql sql)
    {
        var batch = connections.Of(tenant).CreateBatch();
        batch.Timeout = ReadLimits.SecondsMax;
        batch.BatchCommands.Add(sql.ToBatchCommand());
        return batch;
    }

    private static async Task Read(NpgsqlBatch batch, Func<NpgsqlDataReader, Task> use, CancellationToken ct)
    {
        try
        {
            await using var reader = await batch.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
            await use(reader);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.SyntaxError && batch.BatchCommands.Cast<NpgsqlBatchCommand>().Any(c => c.CommandText.Contains(" @@ to_tsquery(", StringComparison.Ordinal)))
        {
            throw Fault.Malformed("wrong_value", "fts needs words joined by &, | and !; wfts takes what people type.");
        }
        catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
        {
            throw fault;
        }
        catch (NpgsqlException e) when (e.InnerException is TimeoutException)
        {
            throw new Fault(408, "too_slow", "The query took too long. Narrow it with a filter or a smaller limit.");
        }
    }
}
