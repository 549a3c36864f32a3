using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>The one reader of JSON that comes from outside: no property twice, not too deep, every text readable.</summary>
internal static class JsonBody
{
    /// <summary>Objects and lists within each other.</summary>
    public const int DepthMax = 32;

    /// <summary>A request's body, however long it says to be, or doesn't (chunked, HTTP/2); null when it has none.</summary>
    /// <exception cref="Fault">400, or 415 when it is something else than JSON.</exception>
    public static async Task<JsonDocument?> Read(HttpContext http, int depthMax = DepthMax)
    {
        if (http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false } || http.Request.ContentLength == 0)
            return null;
        if (http.Request.ContentType is { Length: > 0 } type && !type.Contains("json", StringComparison.OrdinalIgnoreCase))
            throw new Fault(415, "not_json", "The body must be JSON (Content-Type: application/json).");

        using var body = new MemoryStream((int)Math.Min(http.Request.ContentLength ?? 0, 1024 * 1024));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        // A body that may be there and isn't: an HTTP/2 request whose stream ends after the headers' frame, an empty chunk.
        return body.Length == 0 ? null : Parse(body.ToArray(), depthMax);
    }

    /// <exception cref="Fault">400.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> text, int depthMax = DepthMax)
    {
        JsonDocument json;
        try
        {
            json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = depthMax, AllowDuplicateProperties = false });
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw Fault.Malformed("not_json", "The body isn't valid JSON.");
        }

        if (JsonText.IsWellFormed(json.RootElement))
            return json;
        json.Dispose();
        throw Fault.Malformed("wrong_characters", "The body escapes half a character (a lone surrogate).");
    }
}
