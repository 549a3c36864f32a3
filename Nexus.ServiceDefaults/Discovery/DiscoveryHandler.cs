namespace Nexus.ServiceDefaults.Discovery;

/// <summary>Sends a request for a service's name to one of the service's addresses.</summary>
internal sealed class DiscoveryHandler(ServiceAddresses addresses) : DelegatingHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var asked = request.RequestUri;
        if (asked is not { IsAbsoluteUri: true })
        {
            return await base.SendAsync(request, cancellationToken);
        }

        try
        {
            request.RequestUri = addresses.Resolve(asked);
            return await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            // A retry asks by name again and may get another address.
            request.RequestUri = asked;
        }
    }
}
