namespace Nexus.Standalone.Backup;

/// <summary>
/// Reads exactly so many bytes of a file that is written to meanwhile: what grows is cut, what shrinks is filled with zeros. The
/// write-ahead log in the same archive makes both right again.
/// </summary>
internal sealed class BoundedStream(Stream file, long length) : Stream
{
    private long at;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => at;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var wanted = buffer[..(int)Math.Min(buffer.Length, length - at)];
        var read = file.Read(wanted);
        if (read == 0)
        {
            wanted.Clear();
            read = wanted.Length;
        }

        at += read;
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin)
    {
        at = offset + origin switch
        {
            SeekOrigin.Begin => 0,
            SeekOrigin.Current => at,
            _ => length,
        };
        file.Position = at;
        return at;
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing) => file.Dispose();
}
