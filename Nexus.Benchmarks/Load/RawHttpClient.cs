using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Nexus.Benchmarks.Load;

/// <summary>
/// One kept-alive HTTP/1.1 connection that sends ready-made bytes and reads the answer's length: so cheap that what is measured is the
/// server and not the client, which shares its cores.
/// </summary>
internal sealed class RawHttpClient(Uri address) : IDisposable
{
    private readonly byte[] _buffer = new byte[256 * 1024];
    private Socket? _socket;

    /// <summary>Sends a request and reads the whole answer.</summary>
    /// <returns>The status and the bytes of the body.</returns>
    public async ValueTask<(int Status, int Length)> Send(ReadOnlyMemory<byte> request, CancellationToken ct)
    {
        _socket ??= await Connect(ct);
        await _socket.SendAsync(request, ct);
        var have = 0;
        while (true)
        {
            var read = await _socket.ReceiveAsync(_buffer.AsMemory(have), ct);
            if (read == 0)
                throw new IOException("The server closed the connection.");
            have += read;
            var head = _buffer.AsSpan(0, have).IndexOf("\r\n\r\n"u8);
            if (head < 0)
                continue;

            var status = int.Parse(_buffer.AsSpan(9, 3));
            var length = Length(_buffer.AsSpan(0, head));
            if (length >= 0)
            {
                for (var missing = head + 4 + length - have; missing > 0; missing -= read)
                {
                    read = await _socket.ReceiveAsync(_buffer.AsMemory(0, Math.Min(missing, _buffer.Length)), ct);
                    if (read == 0)
                        throw new IOException("The server closed the connection.");
                }

                return (status, length);
            }

            // Chunked: the last chunk ends it.
            while (!_buffer.AsSpan(0, have).EndsWith("0\r\n\r\n"u8))
                have += await _socket.ReceiveAsync(_buffer.AsMemory(have), ct);
            return (status, have - head - 4);
        }
    }

    public static byte[] Get(string path, string? token) => Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n{Bearer(token)}\r\n");

    public static byte[] Post(string path, string? token, string json)
    {
        var body = Encoding.UTF8.GetBytes(json);
        return [.. Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n{Bearer(token)}\r\n"), .. body];
    }

    public void Dispose() => _socket?.Dispose();

    private static string Bearer(string? token) => token is null ? "" : $"Authorization: Bearer {token}\r\n";

    private static int Length(ReadOnlySpan<byte> head)
    {
        var at = head.IndexOf("Content-Length: "u8);
        if (at < 0)
            return -1;
        var rest = head[(at + 16)..];
        var end = rest.IndexOf((byte)'\r');
        return int.Parse(end < 0 ? rest : rest[..end]);
    }

    private async Task<Socket> Connect(CancellationToken ct)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, address.Port), ct);
        return socket;
    }
}
