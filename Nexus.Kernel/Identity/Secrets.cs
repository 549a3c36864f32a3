using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Identity;

namespace Nexus.Kernel.Identity;

/// <summary>Makes secrets and what is kept of them: a hash, never the secret.</summary>
public static class Secrets
{
    private const string ApiKeyPrefix = "nx_";

    private static readonly PasswordHasher<object> Hasher = new();
    private static readonly object Nobody = new();

    /// <summary>A password of 20 characters that can be read aloud (no 0/O, 1/l/I), about 115 bits.</summary>
    public static string NewPassword() => RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789", 20);

    /// <summary>An API key, <c>nx_</c> and 43 characters (256 bits), and the hash that is kept.</summary>
    public static (string Key, byte[] Hash) NewApiKey()
    {
        var key = ApiKeyPrefix + Base64Url(RandomNumberGenerator.GetBytes(32));
        return (key, HashOf(key));
    }

    /// <summary>True for what is written like an API key.</summary>
    public static bool IsApiKey(string token) => token.Length == ApiKeyPrefix.Length + 43 && token.StartsWith(ApiKeyPrefix, StringComparison.Ordinal);

    /// <summary>SHA-256; enough for secrets that have 256 random bits of their own.</summary>
    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>By ASP.NET Core Identity's hasher (PBKDF2).</summary>
    public static string HashPassword(string password) => Hasher.HashPassword(Nobody, password);

    public static bool PasswordMatches(string hash, string password) => Hasher.VerifyHashedPassword(Nobody, hash, password) is not PasswordVerificationResult.Failed;

    internal static string Base64Url(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);
}
