using System.Net.WebSockets;

namespace Nexus.Kernel.Events.Live;

/// <summary>A client over WebSocket: each event is a text message. What the client sends is not read, but for its close.</summary>
internal sealed class WebSocketClient(WebSocket socket) : ILiveClient
{
    private const WebSocketCloseStatus TryAgainLater = (WebSocketCloseStatus)1013;

    public Task Send(Guid id, ReadOnlyMemory<byte> cloudEvent, CancellationToken ct) =>
        socket.SendAsync(cloudEvent, WebSocketMessageType.Text, endOfMessage: true, ct).AsTask();

    // The protocol has pings of its own; see LiveEndpoints.
    public Task Heartbeat(CancellationToken ct) => Task.CompletedTask;

    public Task Close(LiveEnd end, CancellationToken ct) => socket.CloseOutputAsync(
        end.Code == LiveEnd.Stopping.Code ? WebSocketCloseStatus.EndpointUnavailable : end.Resume ? TryAgainLater : WebSocketCloseStatus.PolicyViolation, end.Code, ct);

    /// <summary>Ends when the client has closed the connection or it broke.</summary>
    public async Task UntilLeft(CancellationToken ct)
    {
        var ignored = new byte[1024];
        try
        {
            while ((await socket.ReceiveAsync(ignored.AsMemory(), ct)).MessageType is not WebSocketMessageType.Close)
            {
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or IOException)
        {
            // Gone without a goodbye.
        }
    }
}
