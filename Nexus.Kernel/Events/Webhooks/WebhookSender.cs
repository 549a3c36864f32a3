using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Nexus.Kernel.Events.Live;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>Sends one message by the Standard Webhooks specification. Follows no redirect, uses no proxy, reads nothing of the answer but its head.</summary>
internal sealed class WebhookSender : IDisposable
{
    /// <summary>Kilobytes of headers of an answer.</summary>
    private const int ResponseHeadersMax = 16;

    /// <summary>Bytes of an answer that are read and thrown away so that the connection can be used again.</summary>
    private const int ResponseDrainMax = 64 * 1024;

    private readonly HttpClient _http;
    private readonly TimeProvider _clock;

    public WebhookSender(WebhookAddress address, TimeProvider clock)
    {
        _clock = clock;
        _http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ConnectCallback = address.Connect,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            MaxResponseHeadersLength = ResponseHeadersMax,
            MaxResponseDrainSize = ResponseDrainMax,
            ResponseDrainTimeout = TimeSpan.FromSeconds(1),
            MaxConnectionsPerServer = WebhookSettings.AtOnceMax * 2,
            // Traces of ours are none of the receiver's business; the event carries its own.
            ActivityHeadersPropagator = null,
        })
        {
            Timeout = WebhookSettings.TimeMax,
        };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Nexus-Webhooks", "1"));
    }

    /// <summary>The receiver's status when it took the message; else why it didn't.</summary>
    public async Task<(int? Taken, DeliveryFailure? Failure)> Send(Delivery delivery, CancellationToken ct)
    {
        var body = CloudEvent.Write(delivery.Event);
        var now = _clock.GetUtcNow();
        var id = delivery.Event.Id.ToString();
        using var request = new HttpRequestMessage(HttpMethod.Post, delivery.Webhook.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        request.Headers.Add("webhook-signature", WebhookSignature.Sign(delivery.Secrets, id, now, body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
            return response.IsSuccessStatusCode ? ((int)response.StatusCode, null) : (null, Refused(response, now));
        }
        catch (HttpRequestException e) when (e.InnerException is ForbiddenAddressException || e.GetBaseException() is ForbiddenAddressException)
        {
            return (null, new DeliveryFailure("private_address", "The URL leads to a private address, which this installation doesn't allow."));
        }
        catch (ForbiddenAddressException)
        {
            return (null, new DeliveryFailure("private_address", "The URL leads to a private address, which this installation doesn't allow."));
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return (null, new DeliveryFailure("timeout", $"The receiver did not answer within {WebhookSettings.TimeMax.TotalSeconds:0} seconds."));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or System.Net.Sockets.SocketException)
        {
            var what = (e as HttpRequestException)?.HttpRequestError;
            return (null, new DeliveryFailure("connection_failed", what switch
            {
                HttpRequestError.NameResolutionError => "The receiver's host can't be found.",
                HttpRequestError.SecureConnectionError => "The receiver's certificate isn't valid, or TLS failed otherwise.",
                _ => "The receiver can't be reached.",
            }));
        }
    }

    public void Dispose() => _http.Dispose();

    private static DeliveryFailure Refused(HttpResponseMessage response, DateTimeOffset now)
    {
        var asked = response.Headers.RetryAfter is { } after ? after.Delta ?? after.Date - now : null;
        var patience = asked is { } wait && wait > TimeSpan.Zero ? wait > WebhookSettings.PatienceMax ? WebhookSettings.PatienceMax : wait : (TimeSpan?)null;
        var status = (int)response.StatusCode;
        return response.StatusCode is HttpStatusCode.Gone
            ? new DeliveryFailure("gone", "The receiver answered 410: it wants no more.", status)
            : new DeliveryFailure("refused", status is >= 300 and < 400 ? $"The receiver answered {status}. Redirects aren't followed: change the URL." : $"The receiver answered {status}.", status, patience);
    }
}
