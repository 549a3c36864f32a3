using Microsoft.Extensions.Configuration;

namespace Nexus.ServiceDefaults.Discovery;

/// <summary>
/// Where the other services of an installation are, by Aspire's convention: the setting <c>services__api__http__0</c> is the first
/// address of the endpoint <c>http</c> of the service <c>api</c>.
/// </summary>
public sealed class ServiceAddresses(IConfiguration configuration)
{
    private uint turn;

    /// <summary>
    /// The address behind a service's name; several take turns. <c>https+http://api</c> prefers https,
    /// <c>http://_admin.api</c> means the endpoint named <c>admin</c>.
    /// </summary>
    /// <returns>The same address when it doesn't name a service that is configured.</returns>
    public Uri Resolve(Uri address)
    {
        var host = address.Host;
        var endpoint = "";
        if (host.StartsWith('_') && host.IndexOf('.') is > 1 and var dot)
        {
            endpoint = host[1..dot];
            host = host[(dot + 1)..];
        }

        var service = configuration.GetSection("services").GetSection(host);
        var names = endpoint.Length > 0 ? [endpoint] : address.Scheme.Split('+');
        foreach (var name in names)
        {
            var known = service.GetSection(name).GetChildren().Select(child => child.Value).OfType<string>().Where(value => value.Length > 0).ToList();
            if (known.Count > 0)
            {
                return Join(known[(int)(Interlocked.Increment(ref turn) % (uint)known.Count)], address);
            }
        }

        // A proxy or a DNS name may answer for the service; a double scheme is settled here all the same.
        return address.Scheme.Contains('+') ? new UriBuilder(address) { Scheme = names[0], Port = address.IsDefaultPort || address.Port < 0 ? -1 : address.Port }.Uri : address;
    }

    private static Uri Join(string known, Uri asked)
    {
        var target = new Uri(known.Contains("://", StringComparison.Ordinal) ? known : $"http://{known}");
        return new UriBuilder(asked)
        {
            Scheme = target.Scheme,
            Host = target.Host,
            Port = target.Port,
            Path = target.AbsolutePath.TrimEnd('/') + asked.AbsolutePath,
        }.Uri;
    }
}
