using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Import;

/// <summary>
/// A file that was sent, kept on disk while it is imported: so no transaction waits for a slow sender, and its encoding is known for
/// certain before the first line is read.
/// </summary>
public sealed class CsvFile : IAsyncDisposable
{
    public const long BytesMax = 100 * 1024 * 1024;

    private const int BufferBytes = 64 * 1024;

    // Bytes that Windows-1252 has no character for.
    private static readonly System.Buffers.SearchValues<byte> NoCharacter = System.Buffers.SearchValues.Create([0x81, 0x8d, 0x8f, 0x90, 0x9d]);

    private readonly FileStream _file;

    private CsvFile(FileStream file, string hash, Encoding encoding, string encodingName)
    {
        _file = file;
        Hash = hash;
        Encoding = encoding;
        EncodingName = encodingName;
    }

    /// <summary>SHA-256 of the bytes.</summary>
    public string Hash { get; }

    public Encoding Encoding { get; }

    public string EncodingName { get; }

    /// <exception cref="Fault">Too large, empty, or no text in an encoding that is known.</exception>
    public static async Task<CsvFile> Receive(Stream body, CancellationToken ct)
    {
        var file = new FileStream(Path.Combine(Path.GetTempPath(), "nexus-import-" + Guid.NewGuid().ToString("N")), new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Options = FileOptions.DeleteOnClose | FileOptions.Asynchronous,
            BufferSize = 0,
        });
        try
        {
            var look = new Look();
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var buffer = new byte[BufferBytes];
            for (int read; (read = await body.ReadAsync(buffer, ct)) > 0;)
            {
                if (file.Length + read > BytesMax)
                    throw new Fault(413, "too_large", $"The file is larger than {BytesMax / 1024 / 1024} MB. Split it.");
                look.At(buffer.AsSpan(0, read));
                hash.AppendData(buffer, 0, read);
                await file.WriteAsync(buffer.AsMemory(0, read), ct);
            }

            if (file.Length == 0)
                throw Fault.Malformed("empty_file", "The file is empty. Its first line must name the columns.");
            var (encoding, name) = look.Decide();
            return new CsvFile(file, Convert.ToHexStringLower(hash.GetHashAndReset()), encoding, name);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>The text from its beginning; can be asked for again.</summary>
    public StreamReader Open()
    {
        _file.Position = 0;
        return new StreamReader(_file, Encoding, detectEncodingFromByteOrderMarks: false, BufferBytes, leaveOpen: true);
    }

    public ValueTask DisposeAsync() => _file.DisposeAsync();

    /// <summary>What the bytes can be.</summary>
    private sealed class Look
    {
        private readonly Decoder _utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
        private readonly char[] _characters = new char[BufferBytes + 1];
        private byte[]? _first;
        private bool _isUtf8 = true;
        private bool _hasNul;
        private bool _isWindows = true;

        public void At(ReadOnlySpan<byte> bytes)
        {
            _first ??= bytes[..Math.Min(bytes.Length, 4)].ToArray();
            _hasNul |= bytes.Contains((byte)0);
            _isWindows &= !bytes.ContainsAny(NoCharacter);
            Decode(bytes, flush: false);
        }

        public (Encoding, string) Decide()
        {
            Decode([], flush: true);
            return _first switch
            {
                [0xff, 0xfe, ..] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: true, throwOnInvalidBytes: true), "utf-16le"),
                [0xfe, 0xff, ..] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: true, throwOnInvalidBytes: true), "utf-16be"),
                [not 0, 0, not 0, 0] => (new UnicodeEncoding(bigEndian: false, byteOrderMark: false, throwOnInvalidBytes: true), "utf-16le"),
                [0, not 0, 0, not 0] => (new UnicodeEncoding(bigEndian: true, byteOrderMark: false, throwOnInvalidBytes: true), "utf-16be"),
                _ when _hasNul => throw Fault.Malformed("nul_character", "The file has NUL characters: it isn't text."),
                _ when _isUtf8 => (new UTF8Encoding(false), "utf-8"),
                _ when _isWindows => (CodePagesEncodingProvider.Instance.GetEncoding(1252)!, "windows-1252"),
                _ => throw Fault.Malformed("wrong_encoding", "The file is text in no encoding that is known. Save it as UTF-8."),
            };
        }

        private void Decode(ReadOnlySpan<byte> bytes, bool flush)
        {
            if (!_isUtf8)
                return;
            try
            {
                _utf8.Convert(bytes, _characters, flush, out _, out _, out _);
            }
            catch (DecoderFallbackException)
            {
                _isUtf8 = false;
            }
        }
    }
}
