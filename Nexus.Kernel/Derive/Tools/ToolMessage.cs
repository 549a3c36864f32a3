using System.Text.Json.Nodes;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>A JSON-RPC 2.0 message as the document describes it: a request has a method, an answer a result or an error.</summary>
internal sealed record ToolMessage(string Jsonrpc, JsonNode? Id = null, string? Method = null, JsonObject? Params = null, JsonNode? Result = null, ToolMessageError? Error = null);

/// <summary>Why a message couldn't be taken.</summary>
internal sealed record ToolMessageError(int Code, string Message, JsonNode? Data = null);
