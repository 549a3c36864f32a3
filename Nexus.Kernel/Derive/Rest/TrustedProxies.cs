using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Configuration;

namespace Nexus.Kernel.Derive.Rest;

/// <summary>
/// The proxies whose <c>X-Forwarded-For</c> and <c>X-Forwarded-Proto</c> are believed (<c>Nexus:Proxy:Trusted</c>: addresses or networks, with
/// commas or as a list); from anybody else these headers are ignored. It stands before all of a host, so that rate limits, sessions, cookies
/// and links see the client and not the proxy.
/// </summary>
public sealed class TrustedProxies : IStartupFilter
{
    public const string Setting = "Nexus:Proxy:Trusted";

    private readonly ForwardedHeadersOptions _options = new() { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
    private readonly bool _any;

    /// <exception cref="StartFault">A setting that names no address, or all of them.</exception>
    public TrustedProxies(IConfiguration configuration)
    {
        // What ASP.NET Core trusts by itself isn't ours: another program of this machine is no proxy.
        _options.KnownProxies.Clear();
        _options.KnownIPNetworks.Clear();
        var section = configuration.GetSection(Setting);
        foreach (var text in section.Get<string[]>() ?? section.Value?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])
            _options.KnownIPNetworks.Add(Network(text));
        _any = _options.KnownIPNetworks.Count > 0;
    }

    /// <summary>Walks the chain from the nearest proxy to the first address that isn't trusted: what a client wrote itself stands behind it.</summary>
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // The middleware takes an empty list for everybody.
        if (_any)
            app.UseForwardedHeaders(_options);
        next(app);
    };

    private static System.Net.IPNetwork Network(string text)
    {
        if (IPAddress.TryParse(text, out var address))
            return new(address, address.GetAddressBytes().Length * 8);
        if (!System.Net.IPNetwork.TryParse(text, out var network))
            throw new StartFault($"{Setting.Replace(":", "__", StringComparison.Ordinal)} has '{text}', which is neither an address (10.0.0.5) nor a network (10.0.0.0/8).");
        return network.PrefixLength > 0 ? network : throw new StartFault($"{Setting.Replace(":", "__", StringComparison.Ordinal)} has '{text}', which is everybody: anyone could say to be anyone. Name the proxies.");
    }
}
