using Nexus.Kernel.Declare;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Ends an API key for good; it stops to count within a second. Webhooks that were made with it are switched off and jobs are paused; what is still wanted can be enabled and resumed.</summary>
/// <param name="ApiKeyId">Id of the key.</param>
[Operation("core.api_key.revoke", Effect.Write)]
public sealed record RevokeApiKey(Guid ApiKeyId) : IWideOperation<RevokeApiKey, ApiKeyRevoked>
{
    private const string SwitchedOff = "The API key that it was made with was revoked.";

    public static async Task<Outcome<ApiKeyRevoked>> Run(RevokeApiKey input, TenantDb db, Call call, CancellationToken ct)
    {
        var key = await db.Find<ApiKey>(input.ApiKeyId, ct) ?? throw Fault.NotFound("API key");
        if (key.ArchivedAt is not null)
            return new Refusal("already_ended", "The key was revoked already.");
        key.ArchivedAt = call.Now;
        // Who had the key and shouldn't have leaves nothing behind that goes on without it.
        foreach (var webhook in await db.Query<Webhook>($"where t.api_key_id = {key.Id} and t.disabled_at is null order by t.id for update", ct))
            (webhook.DisabledAt, webhook.DisabledReason) = (call.Now, SwitchedOff);
        foreach (var job in await db.Query<Job>($"where t.api_key_id = {key.Id} and t.status = 'active' order by t.id for update", ct))
            job.Status = JobStatus.Paused;
        return ((Outcome<ApiKeyRevoked>)new ApiKeyRevoked(key.Id, key.Name)).AnswerWith(key);
    }
}

/// <summary>An API key counts no longer.</summary>
[Event("core.api_key.revoked")]
public sealed record ApiKeyRevoked(Guid ApiKeyId, string Name);
