namespace Nexus.Kernel.Identity.Tokens;

/// <summary>Issues access tokens and reads them back.</summary>
public interface IAccessTokens
{
    ValueTask<string> Issue(AccessClaims claims, CancellationToken ct);

    /// <summary>Null when the token is not one of this installation's, was changed, or has expired. Whether its session still counts isn't asked here.</summary>
    ValueTask<AccessClaims?> Read(string token, CancellationToken ct);
}
