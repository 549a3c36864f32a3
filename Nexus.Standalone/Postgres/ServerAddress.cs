using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nexus.Standalone.Postgres;

/// <summary>Where the server listens: a socket in its own closed folder, or the loopback interface where that is not possible.</summary>
internal sealed record ServerAddress(string Host, int Port)
{
    /// <summary>Bytes of a socket's path, its closing zero included, that the strictest system (macOS) takes.</summary>
    private const int SocketPathBytesMax = 104;

    private const int SocketNumber = 5432;

    internal bool IsSocket => Path.IsPathRooted(Host);

    internal static ServerAddress Choose(string clusterFolder) =>
        !OperatingSystem.IsWindows() && Encoding.UTF8.GetByteCount($"{clusterFolder}/.s.PGSQL.{SocketNumber}.lock") < SocketPathBytesMax
            ? new ServerAddress(clusterFolder, SocketNumber)
            : new ServerAddress("127.0.0.1", FreePort());

    /// <summary>Where the server of a cluster listens now, as it has noted itself; null when none does.</summary>
    internal static ServerAddress? OfRunning(string clusterFolder)
    {
        try
        {
            // Process, data folder, start time, port, socket's folder, listen address …
            return File.ReadAllLines(Path.Combine(clusterFolder, "data", "postmaster.pid")) is [_, _, _, var port, var socket, var listen, ..]
                ? new ServerAddress(socket.Length > 0 ? socket : listen, int.Parse(port, CultureInfo.InvariantCulture))
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
