using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Nexus.Kernel.Events.Live;
using Nexus.Kernel.Events.Reactions;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>
/// Delivers events to webhooks, at least once each: a receiver that took a message which we couldn't note gets it again with the same id.
/// What their makers may not read any more is withheld.
/// </summary>
internal sealed class WebhookDeliverer(
    NpgsqlDataSource source,
    TenantDirectory tenants,
    Standing standing,
    EventSight sight,
    MasterKey key,
    WebhookSender sender,
    WebhookSettings settings,
    InboxSignal inbox,
    TimeProvider clock,
    ILogger<WebhookDeliverer> log) : BackgroundService
{
    private const string Find = """
        select id from nexus.deliveries where status = 'due' and due_at <= now() and id <> all($1) order by due_at, event_position limit $2
        """;

    private static readonly TimeSpan BusyWait = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<Guid, int> _atOnce = new();

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        new DueRows("webhook deliveries", source, Find, settings.Concurrency, Work, inbox.Pulse, clock, log).Run(stoppingToken);

    private async Task Work(Guid id, CancellationToken ct)
    {
        if (await Delivery.Take(source, id, ct) is not { } taken)
            return;
        var webhook = taken.Webhook.Id;
        try
        {
            var statement = _atOnce.AddOrUpdate(webhook, 1, (_, n) => n + 1) > WebhookSettings.AtOnceMax ? taken.Later(BusyWait) : await Deliver(taken, ct);
            await Run(statement, CancellationToken.None);
        }
        finally
        {
            if (_atOnce.AddOrUpdate(webhook, 0, (_, n) => n - 1) == 0)
                _atOnce.TryRemove(new KeyValuePair<Guid, int>(webhook, 0));
        }
    }

    private async Task<Sql> Deliver(Delivery delivery, CancellationToken ct)
    {
        if (delivery.IsOff)
            return delivery.Ended("failed", "webhook_disabled", "The webhook is archived or was switched off.");
        var tenant = await tenants.Find(delivery.Event.TenantId, ct);
        if (tenant is not { Status: TenantStatus.Active })
            return delivery.Later(WebhookSettings.SuspendedWait);
        if (await standing.Of(tenant.Id, delivery.Webhook.UserId, delivery.Webhook.Scopes, CallerKind.System, "webhook", ct) is not { } maker)
            return delivery.SwitchOff("Its maker is no longer a user.");
        if (await sight.Visible([delivery.Event], maker, tenant, ct) is { Count: 0 })
            return delivery.Ended("withheld", "withheld", "The webhook's maker may not read the row.");

        var opened = delivery with { Secrets = [.. delivery.Secrets.Select(s => key.Decrypt(WebhookSecrets.Purpose, s))] };
        var (taken, failure) = await sender.Send(opened, ct);
        return failure is null ? delivery.Delivered(taken!.Value) : await Failed(delivery, failure, ct);
    }

    private async Task<Sql> Failed(Delivery delivery, DeliveryFailure failure, CancellationToken ct)
    {
        if (failure.Code == "gone")
            return delivery.SwitchOff(failure.Message);
        var wait = settings.After(delivery.Attempt);
        if (wait < failure.Patience)
            wait = failure.Patience;
        await Run(delivery.Failed(failure, wait), ct);
        return delivery.SwitchOffWhenFailing($"Nothing could be delivered for {WebhookSettings.FailingMax.TotalDays:0} days. The last failure: {failure.Message}");
    }

    private async Task Run(Sql statement, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = statement.Render(command.Parameters);
        await command.ExecuteNonQueryAsync(ct);
    }
}
