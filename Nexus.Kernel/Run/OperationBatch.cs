using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Run;

/// <summary>Several operations of one caller in one transaction: all of them happen, or none.</summary>
public sealed class OperationBatch(NexusModel model, OperationPipeline pipeline, NpgsqlDataSource source, TimeProvider clock, EventSignal signal)
{
    /// <summary>Operations in one transaction.</summary>
    public const int CallsMax = 1_000;

    /// <summary>Runs the calls in their order; the answer's body is the list of their answers.</summary>
    /// <param name="whole">The call as it came in, for its idempotency key and dry run.</param>
    /// <exception cref="Fault">A call can't be done; nothing has changed. Its fields begin with the call's place, <c>[2].name</c>.</exception>
    public async Task<OperationAnswer> Run(OperationCall whole, IReadOnlyList<OperationCall> calls, CancellationToken ct)
    {
        if (calls.Count > CallsMax)
            throw new Fault(413, "too_many_rows", $"At most {CallsMax} rows can be written at once.");
        for (var attempt = 1; ; attempt++)
        {
            await using var db = new TenantDb(model, whole.Tenant, whole.Caller, source);
            try
            {
                return await Run(whole, calls, db, ct);
            }
            catch (PostgresException e) when (DatabaseFault.IsPassing(e) && attempt < OperationPipeline.AttemptsMax)
            {
                await db.Rollback();
                await Task.Delay(TimeSpan.FromMilliseconds(Random.Shared.Next(5, 20 * attempt)), clock, ct);
            }
            catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
            {
                throw fault;
            }
        }
    }

    private async Task<OperationAnswer> Run(OperationCall whole, IReadOnlyList<OperationCall> calls, TenantDb db, CancellationToken ct)
    {
        var idempotency = whole.DryRun ? null : Idempotency.For(whole);
        if (idempotency is not null && await idempotency.Claim(db, ct) is { } earlier)
            return earlier;

        var answers = new List<OperationAnswer>(calls.Count);
        for (var i = 0; i < calls.Count; i++)
        {
            try
            {
                answers.Add(await pipeline.RunWithin(db, calls[i], ct));
            }
            catch (Fault fault)
            {
                throw At(i, fault);
            }
        }

        var answer = new OperationAnswer(answers.Any(a => a.Status == 201) ? 201 : 200, Join(answers), null, null);
        if (whole.DryRun)
        {
            var sight = await PreviewSight.Of(db, whole, answers.SelectMany(a => a.Events).Select(e => (e.Resource, e.RowId)), ct);
            await db.Rollback();
            return Preview(whole, answer, answers, sight);
        }

        await db.RunAndCommit(idempotency is null ? [] : [idempotency.Keep(answer)], ct);
        signal.Published(answers.Sum(a => a.Events.Count));
        return answer;
    }

    private static Fault At(int place, Fault fault)
    {
        var told = new Fault(fault.Status, fault.Code, fault.Message, [.. fault.Fields.Select(f => f with { Field = $"[{place}].{f.Field}" })]).With("row", place);
        foreach (var (name, value) in fault.More)
            told.With(name, value);
        return told;
    }

    private static byte[] Join(IReadOnlyList<OperationAnswer> answers)
    {
        using var body = new MemoryStream();
        body.WriteByte((byte)'[');
        for (var i = 0; i < answers.Count; i++)
        {
            if (i > 0)
                body.WriteByte((byte)',');
            body.Write(answers[i].Body);
        }

        body.WriteByte((byte)']');
        return body.ToArray();
    }

    private static OperationAnswer Preview(OperationCall whole, OperationAnswer answer, IReadOnlyList<OperationAnswer> answers, PreviewSight sight)
    {
        var preview = new JsonObject
        {
            ["dry_run"] = true,
            ["operation"] = whole.Operation.Name,
            ["answer"] = JsonNode.Parse(answer.Body),
            ["events"] = new JsonArray([.. answers.SelectMany(a => a.Events).Where(sight.Shows).Select(e => (JsonNode)new JsonObject { ["type"] = e.Name, ["data"] = JsonNode.Parse(e.Data) })]),
        };
        return new OperationAnswer(200, System.Text.Encoding.UTF8.GetBytes(preview.ToJsonString(NexusJson.Options)), null, null);
    }
}
