using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Nexus.Kernel.Identity.Tokens;

/// <summary>
/// A JSON Web Signature in compact form (RFC 7515), by RS256 and nothing else: what the token's header asks for decides nothing, it can
/// only be refused.
/// </summary>
public sealed record Jws(string? KeyId, ReadOnlyMemory<byte> Payload, byte[] Signed, byte[] Signature)
{
    /// <summary>Characters of the longest token that is looked at.</summary>
    public const int LengthMax = 4096;

    private const string Algorithm = "RS256";

    public static string Sign(string keyId, ReadOnlySpan<byte> payload, RSA key)
    {
        var header = Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(new { alg = Algorithm, typ = "JWT", kid = keyId }));
        var signed = $"{header}.{Base64Url.EncodeToString(payload)}";
        return $"{signed}.{Base64Url.EncodeToString(key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1))}";
    }

    /// <summary>Takes a token apart. False when it isn't written as one or isn't RS256; the signature is not checked yet.</summary>
    public static bool TryParse(string token, [NotNullWhen(true)] out Jws? jws)
    {
        jws = null;
        if (token.Length > LengthMax)
            return false;
        var parts = token.Split('.');
        if (parts.Length != 3 || Decode(parts[0]) is not { } header || Decode(parts[1]) is not { } payload || Decode(parts[2]) is not { } signature)
            return false;
        if (!TryHeader(header, out var keyId))
            return false;
        jws = new Jws(keyId, payload, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
        return true;
    }

    public bool IsSignedBy(RSA key) => key.VerifyData(Signed, Signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    private static bool TryHeader(byte[] header, out string? keyId)
    {
        keyId = null;
        try
        {
            using var json = JsonDocument.Parse(header, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            var root = json.RootElement;
            // "crit" names extensions that must be understood: we know none (RFC 7515, 4.1.11).
            if (root.ValueKind is not JsonValueKind.Object || root.TryGetProperty("crit", out _) || !root.TryGetProperty("alg", out var algorithm) || !algorithm.ValueEquals(Algorithm))
                return false;
            if (root.TryGetProperty("kid", out var kid))
                keyId = kid.GetString();
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Null when it isn't base64url in its one canonical form (no padding, unused bits zero), so that a token has one spelling.</summary>
    private static byte[]? Decode(string part)
    {
        if (part.Length % 4 == 1 || !Base64Url.IsValid(part) || part.AsSpan().ContainsAny(" \t\r\n="))
            return null;
        var bytes = Base64Url.DecodeFromChars(part);
        return Base64Url.EncodeToString(bytes) == part ? bytes : null;
    }
}
