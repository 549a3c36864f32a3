using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Webhooks;

/// <summary>A delivery with all that sending it needs, taken for a while by this process.</summary>
internal sealed record Delivery(Guid Id, int Attempt, Webhook Webhook, bool IsOff, IReadOnlyList<byte[]> Secrets, EventEnvelope Event)
{
    /// <summary>
    /// Takes the delivery until the lease ends; null when another process has it. No transaction stays open while it is sent: readers of the
    /// event log would have to wait for it.
    /// </summary>
    public static async Task<Delivery?> Take(NpgsqlDataSource source, Guid id, CancellationToken ct)
    {
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"""
            with d as (
                update nexus.deliveries set attempts = attempts + 1, due_at = now() + {WebhookSettings.Lease}
                where id = {id} and status = 'due' and due_at <= now()
                returning id, attempts, webhook_id, event_position
            )
            select d.attempts, w.id, w.url, w.user_id, w.scopes, w.archived_at is not null or w.disabled_at is not null,
                   array(select s.secret from nexus.webhook_secrets s where s.webhook_id = w.id and (s.counts_until is null or s.counts_until > now()) order by s.made_at desc),
                   {Sql.Raw(EventRows.Columns)}
            from d join nexus.webhooks w on w.id = d.webhook_id join nexus.events e on e.position = d.event_position and e.tenant_id = w.tenant_id
            """).Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
            return null;
        var webhook = new Webhook
        {
            Id = reader.GetGuid(1),
            Url = reader.GetString(2),
            UserId = reader.GetGuid(3),
            Scopes = reader.IsDBNull(4) ? null : reader.GetFieldValue<string[]>(4),
        };
        return new Delivery(id, reader.GetInt32(0), webhook, reader.GetBoolean(5), reader.GetFieldValue<byte[][]>(6), EventRows.Read(reader, 7));
    }

    public Sql Delivered(int status) => $"""
        with d as (update nexus.deliveries set status = 'delivered', ended_at = now(), response_status = {status}, error_code = null, error_message = null where {Mine} returning webhook_id)
        update nexus.webhooks w set failing_since = null from d where w.id = d.webhook_id and w.failing_since is not null
        """;

    /// <summary>Tried again after the wait, or given up.</summary>
    public Sql Failed(DeliveryFailure failure, TimeSpan? wait) => $"""
        with d as (update nexus.deliveries set status = {(wait is null ? "failed" : "due")}, due_at = now() + {wait ?? TimeSpan.Zero}, ended_at = {(wait is null ? Sql.Raw("now()") : Sql.Raw("null"))},
                          response_status = {Sql.Value(failure.Status, NpgsqlTypes.NpgsqlDbType.Integer)}, error_code = {failure.Code}, error_message = {failure.Message} where {Mine} returning webhook_id)
        update nexus.webhooks w set failing_since = coalesce(w.failing_since, now()) from d where w.id = d.webhook_id
        """;

    /// <summary>Over without a word to the receiver, and no fault of theirs.</summary>
    public Sql Ended(string status, string code, string message) =>
        $"update nexus.deliveries set status = {status}, ended_at = now(), attempts = attempts - 1, error_code = {code}, error_message = {message} where {Mine}";

    public Sql Later(TimeSpan wait) => $"update nexus.deliveries set due_at = now() + {wait}, attempts = attempts - 1 where {Mine}";

    /// <summary>Switches the webhook off; what is still due to it has failed and can be replayed.</summary>
    public Sql SwitchOff(string reason) => $"""
        with w as (update nexus.webhooks set disabled_at = now(), disabled_reason = {reason}, version = version + 1 where id = {Webhook.Id} and disabled_at is null returning id)
        update nexus.deliveries d set status = 'failed', ended_at = now(), error_code = 'webhook_disabled', error_message = {reason} from w where d.webhook_id = w.id and d.status = 'due'
        """;

    public Sql SwitchOffWhenFailing(string reason) => $"""
        with w as (update nexus.webhooks set disabled_at = now(), disabled_reason = {reason}, version = version + 1 where id = {Webhook.Id} and disabled_at is null and failing_since < now() - {WebhookSettings.FailingMax} returning id)
        update nexus.deliveries d set status = 'failed', ended_at = now(), error_code = 'webhook_disabled', error_message = {reason} from w where d.webhook_id = w.id and d.status = 'due'
        """;

    /// <summary>Nobody has taken it over since.</summary>
    private Sql Mine => $"id = {Id} and status = 'due' and attempts = {Attempt}";
}

/// <summary>Why a delivery failed, as its owner is told.</summary>
internal sealed record DeliveryFailure(string Code, string Message, int? Status = null, TimeSpan? Patience = null);
