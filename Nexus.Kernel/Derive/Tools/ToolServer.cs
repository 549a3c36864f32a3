using Microsoft.Extensions.Logging;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>Answers the protocol's questions for one caller: which tools there are, and what one of them does.</summary>
public sealed class ToolServer(ToolRunner runner, IEnumerable<IGeneralTool> general, ILogger<ToolServer> log)
{
    /// <summary>Tools listed at <c>/mcp</c> at most, so that a client isn't flooded; the others are found by <c>nexus_find_tools</c>.</summary>
    public const int ListedMax = 20;

    private const string Instructions =
        """
        Nexus runs a business: each use case is a tool, and you act with the rights of the user whose key you carry.
        Find your way by nexus_modules (what there is) and nexus_find_tools (tools for a task), read with nexus_search, nexus_query
        and nexus_get, and run any tool by its name, directly or through nexus_call. Before a change of some weight pass dry_run: true and look at what would happen.
        A refused call says why and which argument is wrong: correct it and call again.
        """;

    private static readonly string Version = typeof(ToolServer).Assembly.GetName().Version?.ToString(3) ?? "1.0.0";

    private readonly Dictionary<string, IGeneralTool> _general = general.ToDictionary(t => t.Name);

    internal McpServerOptions Options(ToolSession session) => new()
    {
        ServerInfo = new Implementation { Name = "nexus", Title = "Nexus", Version = Version },
        ServerInstructions = Instructions,
        ScopeRequests = false,
        Capabilities = new ServerCapabilities { Tools = new ToolsCapability() },
        Handlers = new McpServerHandlers
        {
            ListToolsHandler = (_, _) => ValueTask.FromResult(new ListToolsResult { Tools = [.. List(session)] }),
            CallToolHandler = async (request, ct) => await Call(session, request.Params.Name, request.Params.Arguments ?? new Dictionary<string, System.Text.Json.JsonElement>(), ct),
        },
    };

    internal IEnumerable<Tool> List(ToolSession session)
    {
        var general = _general.Values.Where(t => session.Module is null || !t.OnlyOverview).Select(t => t.Describe());
        var usable = session.Catalog.UsableBy(session.Caller, session.Tenant, session.Module).ToArray();
        if (session.Module is not null)
            return general.Concat(usable.Select(t => t.Describe(session.Tenant)));

        var reports = usable.Where(t => t.Report is not null).ToArray();
        return general.Concat(reports.Length + _general.Count <= ListedMax ? reports.Select(t => t.Describe(session.Tenant)) : []);
    }

    private async Task<CallToolResult> Call(ToolSession session, string name, IDictionary<string, System.Text.Json.JsonElement> arguments, CancellationToken ct)
    {
        try
        {
            if (_general.GetValueOrDefault(name) is { } tool)
                return await tool.Run(session, new ToolArguments(arguments), ct);
            return await runner.Run(session, session.Catalog.Find(name) ?? throw Unknown(name), new ToolArguments(arguments), ct);
        }
        catch (Fault fault)
        {
            return ToolAnswer.Of(fault);
        }
        catch (Exception e) when (e is not (OperationCanceledException or McpException))
        {
            log.LogError(e, "The tool {Tool} failed", session.Catalog.Find(name)?.Name ?? "?");
            return ToolAnswer.Of(new Fault(500, "internal_error", "Something went wrong on our side; it is logged. Trying the same again will hardly help."));
        }
    }

    private static McpProtocolException Unknown(string name) =>
        new($"There is no tool {(name.Length > ToolType.NameLengthMax ? name[..ToolType.NameLengthMax] : name)}. Use nexus_find_tools.", McpErrorCode.InvalidParams);
}
