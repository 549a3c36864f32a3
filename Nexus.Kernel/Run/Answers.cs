using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Run;

/// <summary>What an operation answers: the row it is about, or, where there is none, its event's data.</summary>
internal static class Answers
{
    public static OperationAnswer Of(OperationCall call, Decision decision, ChangeSet changes)
    {
        if (decision.Answer is { } row)
        {
            var shape = call.Tenant.ShapeOf(changes.Changes.FirstOrDefault(c => c.Row == row)?.Resource ?? call.Operation.Resource);
            var created = changes.Changes.Any(c => c.Row == row && c.What == "created");
            return new OperationAnswer(created ? 201 : 200, RowJson.Write(row, shape), row.Id, row.Version) { Events = changes.Events, Row = row, Revealed = decision.Revealed };
        }

        var body = decision.Happened is { } happened ? JsonSerializer.SerializeToUtf8Bytes(happened, happened.GetType(), NexusJson.Options) : "{}"u8.ToArray();
        return new OperationAnswer(200, body, null, null) { Events = changes.Events, Revealed = decision.Revealed };
    }

    /// <summary>What would happen: the answer, each row before and after, the events; of rows that the caller may not read, how many.</summary>
    public static OperationAnswer Preview(OperationCall call, Decision decision, ChangeSet changes, IReadOnlyList<Guid> duplicates, PreviewSight sight)
    {
        var shown = changes.Changes.Where(c => sight.Shows(c.Resource.FullName, c.Row.Id)).ToList();
        var answer = Of(call, decision, changes);
        var preview = new JsonObject
        {
            ["dry_run"] = true,
            ["operation"] = call.Operation.Name,
            ["answer"] = JsonNode.Parse(answer.Body),
            ["changes"] = new JsonArray([.. shown.Select(c => (JsonNode)new JsonObject
            {
                ["resource"] = c.Resource.FullName,
                ["id"] = c.Row.Id.ToString(),
                ["title"] = c.Resource.Title.Get(c.Row)?.ToString(),
                ["what"] = c.What,
                ["before"] = c.Before is null ? null : JsonNode.Parse(c.Before),
                ["after"] = JsonNode.Parse(c.After ?? RowJson.Write(c.Row, call.Tenant.ShapeOf(c.Resource))),
            })]),
            ["hidden_changes"] = changes.Changes.Count - shown.Count,
            ["events"] = new JsonArray([.. changes.Events.Where(sight.Shows).Select(e => (JsonNode)new JsonObject { ["type"] = e.Name, ["data"] = JsonNode.Parse(e.Data) })]),
            ["duplicates"] = new JsonArray([.. duplicates.Select(d => (JsonNode)d.ToString())]),
        };
        return new OperationAnswer(200, Encoding.UTF8.GetBytes(preview.ToJsonString(NexusJson.Options)), null, null);
    }
}
