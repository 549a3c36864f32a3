using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace Nexus.Kernel.Identity.Keys;

/// <summary>A key of the ring, RSA of 2048 bits.</summary>
/// <param name="Id">The <c>kid</c>.</param>
/// <param name="SignsFrom">Published before that, so that every verifier knows it by then.</param>
/// <param name="VerifiesUntil">When the last token that it signed has expired; null while it is the newest.</param>
public sealed class SigningKey(string Id, byte[] privateKey, DateTimeOffset createdAt, DateTimeOffset SignsFrom, DateTimeOffset? VerifiesUntil)
{
    public const int Bits = 2048;

    // An RSA object isn't for several threads at once: each use takes one of these.
    private readonly ConcurrentBag<RSA> _idle = [];

    public string Id { get; } = Id;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset SignsFrom { get; } = SignsFrom;

    public DateTimeOffset? VerifiesUntil { get; } = VerifiesUntil;

    public T With<T>(Func<RSA, T> use)
    {
        if (!_idle.TryTake(out var rsa))
        {
            rsa = RSA.Create();
            rsa.ImportPkcs8PrivateKey(privateKey, out _);
        }

        try
        {
            return use(rsa);
        }
        finally
        {
            _idle.Add(rsa);
        }
    }

    /// <summary>The public part as a JSON Web Key (RFC 7517).</summary>
    public object ToJwk()
    {
        var parameters = With(rsa => rsa.ExportParameters(false));
        return new { kty = "RSA", use = "sig", alg = "RS256", kid = Id, n = Base64Url.EncodeToString(parameters.Modulus), e = Base64Url.EncodeToString(parameters.Exponent) };
    }
}
