using ModelContextProtocol.Protocol;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>A tool that stands for no single operation: it finds, calls or reads what the caller asks for.</summary>
public interface IGeneralTool
{
    string Name { get; }

    /// <summary>Listed at <c>/mcp</c> only: where all tools of a module are listed, nobody has to find them.</summary>
    bool OnlyOverview { get; }

    internal Tool Describe();

    internal Task<CallToolResult> Run(ToolSession session, ToolArguments arguments, CancellationToken ct);
}
