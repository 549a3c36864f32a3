using System.Buffers;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Nexus.Kernel.Events.Live;

/// <summary>A client of server-sent events: the id of each is the event's, so that browsers resume by themselves (<c>Last-Event-ID</c>).</summary>
internal sealed class SseClient(HttpResponse response) : ILiveClient
{
    /// <summary>How long a browser waits before it comes back.</summary>
    private const int RetryMilliseconds = 1000;

    public Task Begin(CancellationToken ct)
    {
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-store";
        // A proxy that collects the answer first would hold the events back.
        response.Headers["X-Accel-Buffering"] = "no";
        return Write($"retry: {RetryMilliseconds}\n\n", ct);
    }

    public async Task Send(Guid id, ReadOnlyMemory<byte> cloudEvent, CancellationToken ct)
    {
        var body = response.BodyWriter;
        body.Write(Encoding.ASCII.GetBytes($"id: {id}\ndata: "));
        body.Write(cloudEvent.Span);
        body.Write("\n\n"u8);
        await body.FlushAsync(ct);
    }

    public Task Heartbeat(CancellationToken ct) => Write(": heartbeat\n\n", ct);

    public Task Close(LiveEnd end, CancellationToken ct) => Write($$"""
        event: close
        data: {"code":"{{end.Code}}","message":"{{end.Message}}","resume":{{(end.Resume ? "true" : "false")}}}


        """.ReplaceLineEndings("\n"), ct);

    private async Task Write(string text, CancellationToken ct)
    {
        response.BodyWriter.Write(Encoding.UTF8.GetBytes(text));
        await response.BodyWriter.FlushAsync(ct);
    }
}
