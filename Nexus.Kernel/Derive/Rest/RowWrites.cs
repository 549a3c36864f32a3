using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>
/// Writes as PostgREST's clients send them: lists of new rows, <c>PATCH</c> and <c>DELETE</c> with <c>?id=eq.…</c>. Each row runs the
/// operation that it always runs, all in one transaction. What comes back is as <c>Prefer: return=…</c> says.
/// </summary>
public sealed class RowWrites(NexusModel model, Door door, OperationPipeline pipeline, OperationBatch batch, RowReads reads)
{
    /// <summary>Creates one row or a list of rows.</summary>
    internal async Task Create(HttpContext http, OperationCall call)
    {
        var many = call.Input.ValueKind is JsonValueKind.Array;
        var inputs = many ? [.. call.Input.EnumerateArray()] : new[] { call.Input };
        await Run(http, call, [.. inputs.Select(i => call with { Input = i, IdempotencyKey = null })]);
    }

    /// <summary>Runs update or archive on the rows that <c>?id=</c> names.</summary>
    internal async Task OnNamed(HttpContext http, string verb)
    {
        var (caller, tenant) = await door.Enter(http);
        var resource = ReadEndpoints.Resource(http, model, tenant);
        var operation = model.FindOperation($"{resource.FullName}.{verb}") ?? throw ReadEndpoints.NoSuchRoute();
        var ids = Ids(QueryParser.Parse(http.Request));
        using var body = await JsonBody.Read(http);
        var call = WriteEndpoints.Call(http, operation, tenant, caller, body, null);
        if (call.IfMatch is not null && ids.Count > 1)
            throw Fault.Malformed("wrong_etag", "If-Match is for one row.");
        // The key stands for the rows as well as for the input.
        var whole = call with { Target = ids is [var only] ? only : null, Input = ids.Count == 1 ? call.Input : JsonSerializer.SerializeToElement(new { ids, input = call.Input.ValueKind is JsonValueKind.Undefined ? null : (JsonElement?)call.Input }) };
        await Run(http, whole, [.. ids.Select(id => call with { Target = id, IdempotencyKey = null })]);
    }

    /// <summary>True when the client sent or wants what only lists have.</summary>
    internal static bool IsForLists(HttpContext http, OperationCall call) =>
        call.Operation.Derived is Derived.Create && (call.Input.ValueKind is JsonValueKind.Array || Preferences.Has(http.Request, "return=representation") || IsUpsert(http) || http.Request.Query.ContainsKey("columns"));

    private static bool IsUpsert(HttpContext http) => Preferences.Has(http.Request, "resolution=merge-duplicates") || Preferences.Has(http.Request, "resolution=ignore-duplicates");

    private async Task Run(HttpContext http, OperationCall whole, IReadOnlyList<OperationCall> calls)
    {
        var returns = Preferences.Has(http.Request, "return=representation");
        var one = Preferences.Format(http.Request) switch
        {
            ReadFormat.Object => true,
            ReadFormat.Csv => throw new Fault(406, "not_acceptable", "Written rows come as JSON."),
            _ => false,
        };
        if (one && calls.Count != 1)
            throw new Fault(406, "not_single", "More than one row would be written.").With("details", $"The result contains {calls.Count} rows");
        if (IsUpsert(http))
            throw Fault.Malformed("upsert_not_supported", "Rows are either created or updated: POST creates, PATCH updates.");
        var query = QueryParser.Parse(http.Request);
        var selects = returns && !whole.DryRun && query.Items is not [AllColumns];
        if (selects)
        {
            // Asked for before anything is written: afterwards it would be too late to refuse.
            query.Conditions.Clear();
            reads.Check(whole.Operation.Resource, whole.Tenant, whole.Caller, query);
        }

        if (whole.RefuseDuplicates && calls.Count > 1)
            throw Fault.Malformed("one_at_a_time", "duplicates=refuse is for one new row; import looks for duplicates in many.");
        var answer = await Answer(whole, calls, http.RequestAborted);
        Head(http, whole, calls.Count, answer);
        if (whole.DryRun)
        {
            http.Response.StatusCode = 200;
            await Body(http, answer.Body);
        }
        else if (returns)
        {
            http.Response.Headers["Preference-Applied"] = "return=representation";
            var body = selects ? await reads.ByIds(whole.Operation.Resource, whole.Tenant, whole.Caller, query, IdsOf(answer.Body), http.RequestAborted) : answer.Body;
            await Body(http, one ? Unwrap(body) : body);
        }
        else if (http.Response.StatusCode != 201)
        {
            http.Response.StatusCode = 204;
        }
    }

    private async Task<OperationAnswer> Answer(OperationCall whole, IReadOnlyList<OperationCall> calls, CancellationToken ct)
    {
        if (calls.Count == 0)
            return new OperationAnswer(200, "[]"u8.ToArray(), null, null);
        if (calls.Count > 1)
            return await batch.Run(whole, calls, ct);
        var answer = await pipeline.Run(calls[0] with { IdempotencyKey = whole.IdempotencyKey }, ct);
        return whole.DryRun ? answer : answer with { Body = [(byte)'[', .. answer.Body, (byte)']'] };
    }

    private static void Head(HttpContext http, OperationCall whole, int rows, OperationAnswer answer)
    {
        var response = http.Response;
        response.StatusCode = whole.Operation.Derived is Derived.Create ? 201 : 200;
        if (answer.Version is { } version)
            response.Headers.ETag = WriteEndpoints.ETag(version);
        if (response.StatusCode == 201 && answer.RowId is { } id)
            response.Headers.Location = $"/api/v1/{whole.Operation.Resource.Module}/{whole.Operation.Resource.Plural}/{id}";
        if (Preferences.Count(http.Request) is not CountKind.None)
            response.Headers.ContentRange = $"*/{rows}";
        if (answer.Duplicates.Count > 0)
            response.Headers["Nexus-Duplicates"] = string.Join(",", answer.Duplicates);
        if (answer.Repeated)
            response.Headers["Idempotency-Replayed"] = "true";
    }

    private static Task Body(HttpContext http, byte[] body)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        return http.Response.Body.WriteAsync(body, http.RequestAborted).AsTask();
    }

    private static IReadOnlyList<Guid> Ids(QueryNode query)
    {
        if (query.Conditions is [Comparison { Path: { Name: "id", Steps.Count: 0 }, Operator: "eq" or "in", Quantifier: null, Negated: false } comparison])
            return [.. comparison.Values.Select(v => Guid.TryParseExact(v, "D", out var id) ? id : throw FilterValue.Wrong("id", "must be an id (a UUID)")).Distinct()];
        throw Fault.Malformed("filter_by_id", "Name the rows to change by their ids: ?id=eq.… or ?id=in.(…).", "id");
    }

    private static IReadOnlyList<Guid> IdsOf(byte[] rows)
    {
        using var json = JsonDocument.Parse(rows);
        return [.. json.RootElement.EnumerateArray().Select(r => r.GetProperty("id").GetGuid())];
    }

    private static byte[] Unwrap(byte[] list)
    {
        using var json = JsonDocument.Parse(list);
        return System.Text.Encoding.UTF8.GetBytes(json.RootElement.EnumerateArray().First().GetRawText());
    }
}
