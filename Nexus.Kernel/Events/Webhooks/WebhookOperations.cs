using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using NpgsqlTypes;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>A webhook got a secret to sign with.</summary>
[Event("core.webhook.secret_issued")]
public sealed record WebhookSecretIssued(Guid WebhookId);

/// <summary>A webhook was changed by its people.</summary>
[Event("core.webhook.changed")]
public sealed record WebhookChanged(Guid WebhookId, string Url, string[] Events);

/// <summary>A webhook that was switched off receives again.</summary>
[Event("core.webhook.enabled")]
public sealed record WebhookEnabled(Guid WebhookId);

/// <summary>Deliveries were put back to be sent again.</summary>
[Event("core.webhook.replayed")]
public sealed record WebhookReplayed(Guid WebhookId, long Deliveries);

/// <summary>Sends the tenant's events to an address from now on, those that you may read yourself. The answer shows the signing secret (<c>whsec_…</c>), this once.</summary>
/// <param name="Url">An https address on the public internet.</param>
/// <param name="Events">Names of events, or patterns such as crm.deal.* or *.created.</param>
/// <param name="Description">What it is for.</param>
[Operation("core.webhook.create", Effect.Write)]
public sealed record CreateWebhook(string Url, string[] Events, string Description = "") : IWideOperation<CreateWebhook, WebhookSecretIssued>
{
    public static async Task<Outcome<WebhookSecretIssued>> Run(CreateWebhook input, TenantDb db, Call call, CancellationToken ct)
    {
        var webhook = new Webhook { Id = call.NewId(), Url = input.Url, Events = input.Events, Description = input.Description, ApiKeyId = call.Caller.ApiKeyId, Scopes = call.Caller.Rights.Scopes?.ToArray() };
        RowChecks.Check(webhook);
        webhook.Url = (await db.Kernel!.GetRequiredService<WebhookAddress>().Check(input.Url, ct)).AbsoluteUri;
        if (call.UserId is not { } user)
            return new Refusal("user_needed", "A webhook receives in the name of a user. Make it as one, or with an API key that belongs to one.");
        webhook.UserId = user;
        var secret = await WebhookSecrets.Issue(webhook.Id, db, ct);
        db.Add(webhook);
        return ((Outcome<WebhookSecretIssued>)new WebhookSecretIssued(webhook.Id)).AnswerWith(webhook).Reveal("secret", WebhookSignature.Show(secret));
    }
}

/// <summary>Changes where a webhook sends to, which events it sends, or its description; what isn't sent stays as it is. With another address it receives what you may read, from then on.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Url">An https address on the public internet.</param>
/// <param name="Events">Names of events, or patterns such as crm.deal.* or *.created.</param>
/// <param name="Description">What it is for.</param>
[Operation("core.webhook.update", Effect.Write)]
public sealed record UpdateWebhook(Guid WebhookId, string? Url = null, string[]? Events = null, string? Description = null) : IWideOperation<UpdateWebhook, WebhookChanged>
{
    public static async Task<Outcome<WebhookChanged>> Run(UpdateWebhook input, TenantDb db, Call call, CancellationToken ct)
    {
        // Before the row is locked: a name server may take its time.
        var url = input.Url is null ? null : await db.Kernel!.GetRequiredService<WebhookAddress>().Check(input.Url, ct);
        var webhook = await db.Find<Webhook>(input.WebhookId, ct) ?? throw Fault.NotFound("webhook");
        if (webhook.ArchivedAt is not null)
            return new Refusal("archived", "An archived webhook can't be changed. Restore it first.");
        webhook.Events = input.Events ?? webhook.Events;
        webhook.Description = input.Description ?? webhook.Description;
        if (url is not null && url.AbsoluteUri != webhook.Url)
        {
            // Who says where it goes to receives no more than they may read.
            if (call.UserId is not { } user)
                return new Refusal("user_needed", "A webhook receives in the name of a user. Change its address as one, or with an API key that belongs to one.");
            (webhook.Url, webhook.UserId, webhook.ApiKeyId, webhook.Scopes) = (url.AbsoluteUri, user, call.Caller.ApiKeyId, call.Caller.Rights.Scopes?.ToArray());
        }

        RowChecks.Check(webhook);
        return ((Outcome<WebhookChanged>)new WebhookChanged(webhook.Id, webhook.Url, webhook.Events)).AnswerWith(webhook);
    }
}

/// <summary>Gives a webhook a new signing secret, shown this once. For a day messages carry signatures of both, the old and the new one.</summary>
/// <param name="WebhookId">The webhook.</param>
[Operation("core.webhook.rotate_secret", Effect.Write)]
public sealed record RotateWebhookSecret(Guid WebhookId) : IWideOperation<RotateWebhookSecret, WebhookSecretIssued>
{
    public static async Task<Outcome<WebhookSecretIssued>> Run(RotateWebhookSecret input, TenantDb db, Call call, CancellationToken ct)
    {
        var webhook = await db.Find<Webhook>(input.WebhookId, ct) ?? throw Fault.NotFound("webhook");
        var secret = await WebhookSecrets.Issue(webhook.Id, db, ct);
        return ((Outcome<WebhookSecretIssued>)new WebhookSecretIssued(webhook.Id)).AnswerWith(webhook).Reveal("secret", WebhookSignature.Show(secret));
    }
}

/// <summary>Lets a webhook that was switched off receive again. What failed meanwhile can be replayed.</summary>
/// <param name="WebhookId">The webhook.</param>
[Operation("core.webhook.enable", Effect.Write)]
public sealed record EnableWebhook(Guid WebhookId) : IWideOperation<EnableWebhook, WebhookEnabled>
{
    public static async Task<Outcome<WebhookEnabled>> Run(EnableWebhook input, TenantDb db, Call call, CancellationToken ct)
    {
        var webhook = await db.Find<Webhook>(input.WebhookId, ct) ?? throw Fault.NotFound("webhook");
        if (!await db.Scalar<bool>($"select exists (select 1 from nexus.webhook_secrets where webhook_id = {webhook.Id} and counts_until is null)", ct))
            return new Refusal("no_secret", "The webhook has no secret to sign with. Rotate the secret first.");
        (webhook.DisabledAt, webhook.DisabledReason, webhook.FailingSince) = (null, null, null);
        return ((Outcome<WebhookEnabled>)new WebhookEnabled(webhook.Id)).AnswerWith(webhook);
    }
}

/// <summary>Sends again what failed to be delivered since a time.</summary>
/// <param name="WebhookId">The webhook.</param>
/// <param name="Since">From when on; all that is still kept when not given.</param>
[Operation("core.webhook.replay_failed", Effect.Write)]
public sealed record ReplayFailedDeliveries(Guid WebhookId, DateTimeOffset? Since = null) : IWideOperation<ReplayFailedDeliveries, WebhookReplayed>
{
    public static async Task<Outcome<WebhookReplayed>> Run(ReplayFailedDeliveries input, TenantDb db, Call call, CancellationToken ct)
    {
        var webhook = await db.Find<Webhook>(input.WebhookId, ct) ?? throw Fault.NotFound("webhook");
        var since = Sql.Value(input.Since?.ToUniversalTime(), NpgsqlDbType.TimestampTz);
        var count = await db.Change($"""
            update nexus.deliveries set status = 'due', due_at = now(), attempts = 0, ended_at = null
            where webhook_id = {webhook.Id} and tenant_id = {db.Tenant.Id} and status = 'failed' and ({since} is null or at >= {since})
            """, ct);
        return new WebhookReplayed(webhook.Id, count);
    }
}

/// <summary>Sends an event to a webhook again, whether it got there or not.</summary>
/// <param name="WebhookDeliveryId">The delivery.</param>
[Operation("core.webhook_delivery.replay", Effect.Write)]
public sealed record ReplayDelivery(Guid WebhookDeliveryId) : IWideOperation<ReplayDelivery, WebhookReplayed>
{
    public static async Task<Outcome<WebhookReplayed>> Run(ReplayDelivery input, TenantDb db, Call call, CancellationToken ct)
    {
        var webhook = await db.Scalar<Guid?>($"""
            update nexus.deliveries set status = 'due', due_at = now(), attempts = 0, ended_at = null
            where id = {input.WebhookDeliveryId} and tenant_id = {db.Tenant.Id} and status in ('delivered', 'failed') returning webhook_id
            """, ct);
        return webhook is { } id ? new WebhookReplayed(id, 1) : throw Fault.NotFound("delivery that is over");
    }
}

/// <summary>Webhooks' secrets: encrypted, never in an event or an audit entry.</summary>
internal static class WebhookSecrets
{
    public const string Purpose = "webhooks";

    /// <summary>A new secret. Those before it count for another day.</summary>
    public static async Task<byte[]> Issue(Guid webhook, TenantDb db, CancellationToken ct)
    {
        var secret = WebhookSignature.NewSecret();
        var kept = db.Kernel!.GetRequiredService<MasterKey>().Encrypt(Purpose, secret);
        await db.Change($"delete from nexus.webhook_secrets where webhook_id = {webhook} and counts_until < now()", ct);
        await db.Change($"update nexus.webhook_secrets set counts_until = now() + interval '1 day' where webhook_id = {webhook} and counts_until is null", ct);
        await db.Change($"insert into nexus.webhook_secrets (webhook_id, tenant_id, secret) values ({webhook}, {db.Tenant.Id}, {kept})", ct);
        return secret;
    }
}
