using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration;

namespace Nexus.Kernel.Identity;

/// <summary>
/// The installation's one key, from which a key for each purpose is derived (HKDF-SHA-256): what one purpose encrypted or signed,
/// another can't read or pass off as its own. Encrypts with AES-256-GCM.
/// </summary>
public sealed class MasterKey
{
    /// <summary>32 bytes as base64; the same in all processes of an installation.</summary>
    public const string Setting = "Nexus:MasterKey";

    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;

    private readonly byte[] _key;

    public MasterKey(IConfiguration configuration) : this(Read(configuration[Setting]))
    {
    }

    private MasterKey(byte[] key) => _key = key;

    /// <summary>Nonce, tag and ciphertext.</summary>
    public byte[] Encrypt(string purpose, ReadOnlySpan<byte> plain)
    {
        var sealedBytes = new byte[NonceBytes + TagBytes + plain.Length];
        RandomNumberGenerator.Fill(sealedBytes.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(KeyFor(purpose), TagBytes);
        aes.Encrypt(sealedBytes.AsSpan(0, NonceBytes), plain, sealedBytes.AsSpan(NonceBytes + TagBytes), sealedBytes.AsSpan(NonceBytes, TagBytes));
        return sealedBytes;
    }

    /// <exception cref="CryptographicException">It was changed, or encrypted for another purpose or under another master key.</exception>
    public byte[] Decrypt(string purpose, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < NonceBytes + TagBytes)
            throw new CryptographicException("Too short to be encrypted by this key.");
        var plain = new byte[sealedBytes.Length - NonceBytes - TagBytes];
        using var aes = new AesGcm(KeyFor(purpose), TagBytes);
        aes.Decrypt(sealedBytes[..NonceBytes], sealedBytes[(NonceBytes + TagBytes)..], sealedBytes.Slice(NonceBytes, TagBytes), plain);
        return plain;
    }

    /// <summary>HMAC-SHA-256.</summary>
    public byte[] Sign(string purpose, ReadOnlySpan<byte> text) => HMACSHA256.HashData(KeyFor(purpose), text);

    private byte[] KeyFor(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, _key, KeyBytes, info: Encoding.UTF8.GetBytes("nexus/" + purpose));

    private static byte[] Read(string? setting)
    {
        var key = new byte[KeyBytes + 1];
        return setting is not null && Convert.TryFromBase64String(setting.Trim(), key, out var count) && count == KeyBytes
            ? key[..KeyBytes]
            : throw new StartFault($"No master key. Set {Setting.Replace(":", "__", StringComparison.Ordinal)} to 32 random bytes in base64 (openssl rand -base64 32), the same for all processes of the installation.");
    }
}
