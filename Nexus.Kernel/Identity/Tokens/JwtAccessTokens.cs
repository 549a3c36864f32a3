using System.Text.Json;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Identity.Keys;

namespace Nexus.Kernel.Identity.Tokens;

/// <summary>Access tokens as JSON Web Tokens (RFC 7519), signed by the installation's key ring.</summary>
public sealed class JwtAccessTokens(KeyRing keys, TimeProvider clock, IConfiguration configuration) : IAccessTokens
{
    /// <summary>How long a token is good for.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>By how much the clocks of an installation's machines may differ.</summary>
    public static readonly TimeSpan ClockSkewMax = TimeSpan.FromSeconds(30);

    private readonly string _issuer = configuration["Nexus:Issuer"] ?? "nexus";

    private const string Audience = "nexus";

    public async ValueTask<string> Issue(AccessClaims claims, CancellationToken ct)
    {
        var key = await keys.Signing(ct);
        var payload = new Dictionary<string, object>
        {
            ["iss"] = _issuer,
            ["aud"] = Audience,
            ["sub"] = claims.UserId,
            ["sid"] = claims.SessionId,
            ["iat"] = claims.IssuedAt.ToUnixTimeSeconds(),
            ["exp"] = claims.ExpiresAt.ToUnixTimeSeconds(),
            ["jti"] = claims.Id,
        };
        if (claims.TenantId is { } tenant)
            payload["tenant"] = tenant;
        return key.With(rsa => Jws.Sign(key.Id, JsonSerializer.SerializeToUtf8Bytes(payload), rsa));
    }

    public async ValueTask<AccessClaims?> Read(string token, CancellationToken ct)
    {
        if (!Jws.TryParse(token, out var jws) || jws.KeyId is null)
            return null;
        var key = await keys.Find(jws.KeyId, ct);
        return key is not null && key.With(jws.IsSignedBy) ? Claims(jws.Payload) : null;
    }

    private AccessClaims? Claims(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload, new JsonDocumentOptions { MaxDepth = 4, AllowDuplicateProperties = false });
            var root = json.RootElement;
            if (!root.GetProperty("iss").ValueEquals(_issuer) || !root.GetProperty("aud").ValueEquals(Audience))
                return null;
            var claims = new AccessClaims(
                root.GetProperty("jti").GetGuid(),
                root.GetProperty("sub").GetGuid(),
                root.GetProperty("sid").GetGuid(),
                root.TryGetProperty("tenant", out var tenant) ? tenant.GetGuid() : null,
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("iat").GetInt64()),
                DateTimeOffset.FromUnixTimeSeconds(root.GetProperty("exp").GetInt64()));
            var now = clock.GetUtcNow();
            return claims.ExpiresAt > now && claims.IssuedAt <= now + ClockSkewMax ? claims : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentOutOfRangeException)
        {
            // Signed by us, but not an access token.
            return null;
        }
    }
}
