using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>
/// Where a webhook may point to. Looked at when it is made, for a clear answer, and at each connection, because a name can lead elsewhere
/// by then: the connection goes to the very address that was looked at.
/// </summary>
public sealed class WebhookAddress(IConfiguration configuration)
{
    public const int UrlLengthMax = 2_000;

    /// <summary>How long finding a host's address may take.</summary>
    private static readonly TimeSpan LookUpMax = TimeSpan.FromSeconds(4);

    /// <summary>An installation may let webhooks reach its own networks: <c>Nexus:Webhooks:AllowPrivateAddresses</c>.</summary>
    public bool AllowPrivate { get; } = configuration.GetValue("Nexus:Webhooks:AllowPrivateAddresses", false);

    /// <exception cref="Fault">422 for the field <c>url</c>.</exception>
    public async Task<Uri> Check(string text, CancellationToken ct)
    {
        if (text.Length > UrlLengthMax || !Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http") || url.UserInfo.Length > 0 || url.Fragment.Length > 0 || url.Host.Length == 0)
            throw Wrong("wrong_url", "The URL must be a whole http or https address, without a user name and a fragment.");
        if (url.Scheme == "http" && !AllowPrivate)
            throw Wrong("https_needed", "The URL must begin with https.");
        if (AllowPrivate)
            return url;

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(LookUpMax);
        try
        {
            await Resolve(url.IdnHost, limit.Token);
        }
        catch (ForbiddenAddressException)
        {
            throw Wrong("private_address", "The URL leads to a private address, which this installation doesn't allow.");
        }
        catch (Exception e) when (e is SocketException || e is OperationCanceledException && !ct.IsCancellationRequested)
        {
            throw Wrong("unknown_host", "The URL's host can't be found.");
        }

        return url;
    }

    /// <summary>The addresses of a host.</summary>
    /// <exception cref="ForbiddenAddressException">One of them is not allowed; then none is.</exception>
    public async Task<IPAddress[]> Resolve(string host, CancellationToken ct)
    {
        var addresses = IPAddress.TryParse(host.Trim('[', ']'), out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        if (!AllowPrivate && !addresses.All(PublicAddress.Is))
            throw new ForbiddenAddressException();
        return addresses;
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: resolves, looks, and connects to what it looked at.</summary>
    public async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken ct)
    {
        var addresses = await Resolve(context.DnsEndPoint.Host, ct);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, ct);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static Fault Wrong(string code, string message) => Fault.Invalid([new FieldFault("url", code, message)]);
}

/// <summary>A host has an address that webhooks may not reach.</summary>
public sealed class ForbiddenAddressException() : IOException("The address is private.");
