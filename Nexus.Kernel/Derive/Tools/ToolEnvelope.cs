using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Tools;

/// <summary>
/// What the protocol asks of a POST before it is answered: a single JSON-RPC message, a protocol version that the server speaks, and, from
/// version 2026-07-28 on, headers that say the same as the body, so that what stands between can go by them.
/// </summary>
internal static class ToolEnvelope
{
    /// <summary>An operation's input lies some levels deep in the message.</summary>
    private const int DepthMax = JsonBody.DepthMax + 8;

    private const string VersionHeader = "MCP-Protocol-Version";

    private static readonly string[] Versions = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25", Stateless];

    /// <summary>The first version without a handshake: each request says itself who asks and in which version.</summary>
    private const string Stateless = "2026-07-28";

    /// <summary>The message; null when the request was answered with what is wrong with it.</summary>
    public static async Task<JsonRpcMessage?> Read(HttpContext http)
    {
        var version = http.Request.Headers[VersionHeader].ToString();
        JsonRpcMessage? message;
        try
        {
            using var body = await JsonBody.Read(http, DepthMax);
            message = body?.RootElement.Deserialize<JsonRpcMessage>(McpJsonUtilities.DefaultOptions);
        }
        catch (Exception e) when (e is JsonException or Fault { Status: 400 })
        {
            message = null;
        }

        if (message is null)
            return await Refuse(http, default, McpErrorCode.InvalidRequest, "The body must be one JSON-RPC message.");
        var id = message is JsonRpcRequest request ? request.Id : default;
        if (version.Length > 0 && !Versions.Contains(version))
            return await Refuse(http, id, McpErrorCode.UnsupportedProtocolVersion, "This protocol version isn't spoken here.", new JsonObject { ["supported"] = new JsonArray([.. Versions.Select(v => (JsonNode)v)]), ["requested"] = version });
        if (Mismatch(http, message, version) is { } mismatch)
            return await Refuse(http, id, McpErrorCode.HeaderMismatch, mismatch);
        if (version == Stateless && message is JsonRpcRequest { Method: "initialize" or "ping" } gone)
            return await Refuse(http, id, McpErrorCode.MethodNotFound, $"There is no {gone.Method} in protocol version {version}.", status: 404);

        if (version.Length > 0)
            (message.Context ??= new JsonRpcMessageContext()).ProtocolVersion = version;
        return message;
    }

    /// <summary>The HTTP status that the newest version wants for an error of the protocol.</summary>
    public static int StatusOf(HttpContext http, JsonRpcMessage? first) =>
        http.Request.Headers[VersionHeader] != Stateless || first is not JsonRpcError { Error.Code: var code } ? 200
        : (McpErrorCode)code switch
        {
            McpErrorCode.MethodNotFound => 404,
            McpErrorCode.MissingRequiredClientCapability or McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.HeaderMismatch => 400,
            _ => 200,
        };

    private static string? Mismatch(HttpContext http, JsonRpcMessage message, string version)
    {
        var (method, parameters) = message switch
        {
            JsonRpcRequest r => (r.Method, r.Params as JsonObject),
            JsonRpcNotification n => (n.Method, n.Params as JsonObject),
            _ => (null, null),
        };
        var meta = Text((parameters?["_meta"] as JsonObject)?["io.modelcontextprotocol/protocolVersion"]);
        if (method is null || version != Stateless && meta != Stateless)
            return null;
        if (message is JsonRpcRequest && version != meta)
            return $"{VersionHeader} and the body name different protocol versions.";
        if (http.Request.Headers["Mcp-Method"].ToString().Trim() != method)
            return "Mcp-Method and the body name different methods.";
        return method == "tools/call" && Decoded(http.Request.Headers["Mcp-Name"].ToString().Trim()) != Text(parameters?["name"])
            ? "Mcp-Name and the body name different tools."
            : null;
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>A header's value may be wrapped as <c>=?base64?…?=</c>.</summary>
    private static string? Decoded(string value)
    {
        if (!value.StartsWith("=?base64?", StringComparison.Ordinal) || !value.EndsWith("?=", StringComparison.Ordinal) || value.Length < 11)
            return value;
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(value[9..^2]));
        }
        catch (FormatException)
        {
            return null;
        }
    }

    private static async Task<JsonRpcMessage?> Refuse(HttpContext http, RequestId id, McpErrorCode code, string message, JsonNode? data = null, int status = 400)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        JsonRpcMessage error = new JsonRpcError { Id = id, Error = new JsonRpcErrorDetail { Code = (int)code, Message = message, Data = data } };
        await JsonSerializer.SerializeAsync(http.Response.Body, error, McpJsonUtilities.DefaultOptions, http.RequestAborted);
        return null;
    }
}
