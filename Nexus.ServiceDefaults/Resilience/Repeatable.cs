using System.Net.Http.Json;

namespace Nexus.ServiceDefaults.Resilience;

/// <summary>Which requests may be sent twice: those that change nothing the second time and whose body can be read again.</summary>
internal static class Repeatable
{
    internal static bool MayRepeat(this HttpRequestMessage request) => IsIdempotent(request) && CanReadAgain(request.Content);

    private static bool IsIdempotent(HttpRequestMessage request) =>
        request.Method == HttpMethod.Get || request.Method == HttpMethod.Head || request.Method == HttpMethod.Options
        || request.Method == HttpMethod.Put || request.Method == HttpMethod.Delete
        || request.Headers.Contains("Idempotency-Key");

    private static bool CanReadAgain(HttpContent? content) => content is null or ByteArrayContent or ReadOnlyMemoryContent or JsonContent;
}
