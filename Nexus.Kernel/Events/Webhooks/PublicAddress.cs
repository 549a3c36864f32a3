using System.Net;
using System.Net.Sockets;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>Tells addresses of the public internet from those of this machine and its networks, which a webhook must not reach.</summary>
public static class PublicAddress
{
    // Everything that IANA's special-purpose registries don't call globally reachable.
    private static readonly IPNetwork[] Closed =
    [
        .. ((string[])[
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.31.196.0/24", "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        ]).Select(IPNetwork.Parse),
    ];

    // Of IPv6 only 2000::/3 is given out; in it, these lead elsewhere.
    private static readonly IPNetwork Given = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] ClosedSix = [.. ((string[])["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"]).Select(IPNetwork.Parse)];

    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return address.AddressFamily switch
        {
            AddressFamily.InterNetwork => !Closed.Any(n => n.Contains(address)),
            AddressFamily.InterNetworkV6 => Given.Contains(address) && !ClosedSix.Any(n => n.Contains(address)),
            _ => false,
        };
    }
}
