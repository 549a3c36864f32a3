using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>Signs as the Standard Webhooks specification says: HMAC-SHA-256 over <c>id.timestamp.payload</c>, symmetric secrets with the prefix <c>whsec_</c>.</summary>
public static class WebhookSignature
{
    public const string SecretPrefix = "whsec_";

    /// <summary>Bytes of a new secret; the specification asks for 24 to 64.</summary>
    private const int SecretBytes = 32;

    public static byte[] NewSecret() => RandomNumberGenerator.GetBytes(SecretBytes);

    /// <summary>The secret as its owner gets it.</summary>
    public static string Show(ReadOnlySpan<byte> secret) => SecretPrefix + Convert.ToBase64String(secret);

    /// <summary>The value of the header <c>webhook-signature</c>: one signature for each secret that counts, parted by spaces.</summary>
    public static string Sign(IEnumerable<byte[]> secrets, string id, DateTimeOffset at, ReadOnlySpan<byte> payload)
    {
        var head = Encoding.UTF8.GetBytes($"{id}.{at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}.");
        var signed = new byte[head.Length + payload.Length];
        head.CopyTo(signed, 0);
        payload.CopyTo(signed.AsSpan(head.Length));
        return string.Join(' ', secrets.Select(secret => "v1," + Convert.ToBase64String(HMACSHA256.HashData(secret, signed))));
    }
}
