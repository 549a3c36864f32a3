using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Runs the tool of an operation or a report under its caller's rights, by the same door as REST.</summary>
public sealed class ToolRunner(OperationPipeline pipeline, ReportRunner reports)
{
    /// <summary>Rows of a report that a model is given.</summary>
    public const int ReportRowsMax = 500;

    /// <exception cref="Fault">The call can't be done.</exception>
    internal async Task<CallToolResult> Run(ToolSession session, ToolType tool, ToolArguments arguments, CancellationToken ct) =>
        tool.Report is null ? await RunOperation(session, tool, arguments, ct) : await RunReport(session, tool, arguments, ct);

    private async Task<CallToolResult> RunReport(ToolSession session, ToolType tool, ToolArguments arguments, CancellationToken ct)
    {
        var answer = await reports.Run(tool.Report!, session.Tenant, session.Caller, arguments.Rest, ReportRowsMax, ct);
        return ToolAnswer.OfRows(JsonNode.Parse(answer.Rows.Span)!.AsArray(), answer.More, "Not all rows are here. Narrow the report by its parameters.");
    }

    private async Task<CallToolResult> RunOperation(ToolSession session, ToolType tool, ToolArguments arguments, CancellationToken ct)
    {
        var operation = tool.Operation!;
        var answer = await pipeline.Run(new OperationCall
        {
            Operation = operation,
            Tenant = session.Tenant,
            Caller = session.Caller,
            Target = operation.HasTarget ? arguments.Id(ToolSchema.Id) ?? throw ToolArguments.Missing(ToolSchema.Id) : null,
            DryRun = tool.Writes && arguments.Flag(ToolSchema.DryRun),
            IdempotencyKey = tool.Writes ? arguments.Text(ToolSchema.IdempotencyKey) : null,
            IfMatch = tool.Writes && operation.HasTarget ? arguments.Number(ToolSchema.IfVersion) : null,
            Input = arguments.Rest,
        }, ct);
        if (answer.Duplicates.Count == 0)
            return ToolAnswer.Of(answer.Body);

        var row = JsonNode.Parse(answer.Body)!.AsObject();
        row["probable_duplicates"] = new JsonArray([.. answer.Duplicates.Select(d => (JsonNode)d.ToString())]);
        return ToolAnswer.Of(row);
    }
}
