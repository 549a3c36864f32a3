namespace Nexus.Kernel.Identity.Tokens;

/// <summary>What an access token says.</summary>
/// <param name="Id"><c>jti</c>, the token's own id.</param>
/// <param name="UserId"><c>sub</c></param>
/// <param name="SessionId"><c>sid</c>, the log-in that it belongs to.</param>
/// <param name="TenantId"><c>tenant</c>; null for an administrator of the platform.</param>
public sealed record AccessClaims(Guid Id, Guid UserId, Guid SessionId, Guid? TenantId, DateTimeOffset IssuedAt, DateTimeOffset ExpiresAt);
