using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Identity;

/// <summary>Bodies of the identity endpoints: read with the same checks as an operation's input.</summary>
internal static class IdentityJson
{
    /// <exception cref="Fault">4xx with every fault of the body.</exception>
    public static async Task<T> Read<T>(HttpContext http) where T : class
    {
        using var body = await JsonBody.Read(http);
        return (T)InputReader.ReadRecord(typeof(T), Of<T>.Fields, body?.RootElement ?? default);
    }

    /// <summary>Answers with something that no cache may keep.</summary>
    public static Task Write(HttpContext http, object body)
    {
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsJsonAsync(body, NexusJson.Options, http.RequestAborted);
    }

    private static class Of<T>
    {
        public static readonly IReadOnlyList<Field> Fields = FieldReader.Read(typeof(T));
    }
}
