using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Ends an API key for good; it stops to count within a second.</summary>
/// <param name="ApiKeyId">Id of the key.</param>
[Operation("core.api_key.revoke", Effect.Write)]
public sealed record RevokeApiKey(Guid ApiKeyId) : IOperation<RevokeApiKey, ApiKey, ApiKeyRevoked>
{
    public static Task<ApiKey?> Load(RevokeApiKey input, TenantDb db, CancellationToken ct) => db.Find<ApiKey>(input.ApiKeyId, ct);

    public static Outcome<ApiKeyRevoked> Decide(RevokeApiKey input, ApiKey key, Call call)
    {
        if (key.ArchivedAt is not null)
            return new Refusal("already_ended", "The key was revoked already.");
        key.ArchivedAt = call.Now;
        return new ApiKeyRevoked(key.Id, key.Name);
    }
}

/// <summary>An API key counts no longer.</summary>
[Event("core.api_key.revoked")]
public sealed record ApiKeyRevoked(Guid ApiKeyId, string Name);
