using System.Net;
using System.Net.Sockets;

namespace Nexus.Standalone;

/// <summary>Whether the port that Nexus is to serve on is free, asked before anything is started.</summary>
internal static class Port
{
    internal static bool IsFree(int port) => CanListen(IPAddress.Loopback, port) && (!Socket.OSSupportsIPv6 || CanListen(IPAddress.IPv6Loopback, port));

    /// <exception cref="StartFailure">Another program listens there, or we may not.</exception>
    internal static void Require(int port)
    {
        if (!IsFree(port))
        {
            throw Taken(port);
        }
    }

    internal static StartFailure Taken(int port) => new($"Port {port} is taken by another program: stop that or choose another port with --port.");

    private static bool CanListen(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AccessDenied)
        {
            throw new StartFailure($"This user may not listen on port {port}: choose one from 1024 on with --port.", e);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressNotAvailable)
        {
            // IPv6 is compiled in but switched off.
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
