using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Events.Live;

/// <summary>A tenant's events: live over WebSocket and as server-sent events, and as a list.</summary>
public static class LiveEndpoints
{
    public const int ListMax = 1_000;

    private const int ListDefault = 100;

    /// <summary>Events looked through for one list, at most; the header tells where the next one begins.</summary>
    private const int ScannedMax = 10_000;

    /// <summary>The last event that a list went past, shown or not.</summary>
    public const string LastIdHeader = "Nexus-Last-Event-Id";

    private const string EventStream = "text/event-stream";

    public static void MapLiveEvents(this WebApplication app)
    {
        app.UseWebSockets();
        app.MapGet("/api/v1/events", (HttpContext http) =>
            http.Request.Headers.Accept.ToString().Contains(EventStream, StringComparison.OrdinalIgnoreCase) ? Stream(http) : List(http)).WithTags("Events").WithSummary("The tenant's events that you may see: a list, or with Accept: text/event-stream a live stream.").WithDescription("Filters: type, resource (patterns such as crm.deal.*). Resumes from the header Last-Event-ID or after. CloudEvents 1.0.").WithMetadata(new ProducesResponseTypeMetadata(200, null, ["application/json", EventStream]));
        app.MapGet("/ws/live", WebSocket).WithTags("Events").WithSummary("The live events over a WebSocket; each message is a CloudEvent.").WithMetadata(new ProducesResponseTypeMetadata(101));
    }

    private static async Task Stream(HttpContext http)
    {
        var opened = await Open(http);
        using var subscription = opened.Subscription;
        var client = new SseClient(http.Response);
        await client.Begin(http.RequestAborted);
        await Run(http, opened, client, http.RequestAborted);
    }

    private static async Task WebSocket(HttpContext http)
    {
        if (!http.WebSockets.IsWebSocketRequest)
            throw new Fault(426, "websocket_needed", "Open this address as a WebSocket, or read /api/v1/events.");
        var opened = await Open(http);
        using var subscription = opened.Subscription;
        var offered = http.WebSockets.WebSocketRequestedProtocols;
        using var socket = await http.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
        {
            SubProtocol = offered.Contains(LiveCredential.Protocol) ? LiveCredential.Protocol : null,
            KeepAliveInterval = LiveSession.HeartbeatInterval,
            KeepAliveTimeout = LiveSession.HeartbeatInterval,
        });
        var client = new WebSocketClient(socket);
        using var left = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        using var receiving = new CancellationTokenSource();
        var receive = client.UntilLeft(receiving.Token).ContinueWith(_ => left.CancelAsync(), TaskScheduler.Default).Unwrap();
        await Run(http, opened, client, left.Token);
        // A moment for the client's half of the close.
        receiving.CancelAfter(TimeSpan.FromSeconds(1));
        await receive;
        if (socket.State is WebSocketState.CloseReceived)
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
    }

    private static async Task Run(HttpContext http, Opened opened, ILiveClient client, CancellationToken left)
    {
        var services = http.RequestServices;
        var session = new LiveSession(opened.Credential, opened.Subscription, client, services.GetRequiredService<EventHistory>(), services.GetRequiredService<EventSight>(), services.GetRequiredService<TimeProvider>());
        try
        {
            await session.Run(opened.After, left, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        }
        catch (Exception e) when (e is WebSocketException or IOException or OperationCanceledException or InvalidOperationException or ObjectDisposedException)
        {
            // The client is gone; it resumes when it comes back.
        }
    }

    private static async Task<Opened> Open(HttpContext http)
    {
        var services = http.RequestServices;
        var (credential, _, tenant) = await Enter(http);
        var filter = FilterOf(http);
        var after = await After(http, tenant);
        var subscription = await services.GetRequiredService<LiveFeed>().Subscribe(tenant.Id, filter, http.RequestAborted)
            ?? throw new Fault(429, "too_many_streams", $"The tenant has {LiveFeed.SubscribersOfTenantMax} live connections open already.");
        return new Opened(credential, subscription, after);
    }

    /// <summary>Who asks, counted as one request however long the connection stays.</summary>
    private static async Task<(LiveCredential Credential, Caller Caller, Tenant Tenant)> Enter(HttpContext http)
    {
        var credential = LiveCredential.Of(http, http.RequestServices.GetRequiredService<Door>());
        var (caller, tenant) = await credential.Enter(http.RequestAborted);
        http.RequestServices.GetRequiredService<RequestRate>().Take(caller);
        return (credential, caller, tenant);
    }

    /// <summary>After an event, the oldest first; without one, the newest, still in the order in which they happened.</summary>
    private static async Task List(HttpContext http)
    {
        var services = http.RequestServices;
        var ct = http.RequestAborted;
        var (_, caller, tenant) = await Enter(http);
        var (filter, limit, after) = (FilterOf(http), Limit(http), await After(http, tenant));
        var history = services.GetRequiredService<EventHistory>();
        var sight = services.GetRequiredService<EventSight>();

        var shown = new List<EventEnvelope>();
        EventPlace? place = after;
        Guid? last = null;
        for (var scanned = 0; shown.Count < limit && scanned < ScannedMax;)
        {
            var page = after is null ? await history.Before(tenant.Id, place, ListMax, ct) : await history.After(tenant.Id, place!.Value, ListMax, ct);
            foreach (var happened in await sight.Visible([.. page.Where(filter.Wants)], caller, tenant, ct))
            {
                if (shown.Count < limit)
                    shown.Add(happened);
            }

            if (page.Count > 0)
                last = after is null ? last ?? page[0].Id : shown.Count < limit ? page[^1].Id : shown[^1].Id;
            if (page.Count < ListMax)
                break;
            scanned += page.Count;
            place = page[^1].Place;
        }

        if (after is null)
            shown.Reverse();
        await Write(http, shown, last);
    }

    private static async Task Write(HttpContext http, IReadOnlyList<EventEnvelope> events, Guid? last)
    {
        http.Response.ContentType = "application/json; charset=utf-8";
        if (last is { } id)
            http.Response.Headers[LastIdHeader] = id.ToString();
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = NexusJson.Options.Encoder }))
        {
            writer.WriteStartArray();
            foreach (var happened in events)
                CloudEvent.Write(writer, happened);
            writer.WriteEndArray();
        }

        await http.Response.Body.WriteAsync(buffer.WrittenMemory, http.RequestAborted);
    }

    private static EventFilter FilterOf(HttpContext http) => EventFilter.Parse(http.Request.Query["type"], http.Request.Query["resource"]);

    private static int Limit(HttpContext http) =>
        !http.Request.Query.TryGetValue("limit", out var text) ? ListDefault
        : int.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= ListMax ? limit
        : throw Fault.Malformed("wrong_limit", $"Limit must be a number from 1 to {ListMax}.", "limit");

    private static async Task<EventPlace?> After(HttpContext http, Tenant tenant)
    {
        var text = http.Request.Headers["Last-Event-ID"].ToString() is { Length: > 0 } header ? header : http.Request.Query["after"].ToString();
        if (text.Length == 0)
            return null;
        if (!Guid.TryParse(text, out var id))
            throw Fault.Malformed("wrong_event_id", "The event to resume from must be named by its id.", "after");
        return await http.RequestServices.GetRequiredService<EventHistory>().PlaceOf(tenant.Id, id, http.RequestAborted)
            ?? throw new Fault(404, "unknown_event", "There is no such event in this tenant.", [new FieldFault("after", "unknown_event", "There is no such event in this tenant.")]);
    }

    private sealed record Opened(LiveCredential Credential, Subscription Subscription, EventPlace? After);
}
