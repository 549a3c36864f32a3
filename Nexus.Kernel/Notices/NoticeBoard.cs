using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Notices;

/// <summary>What a notice is about.</summary>
public enum NoticeKind
{
    /// <summary>Somebody gave the user rows.</summary>
    Given,

    /// <summary>A reaction failed as often as it may and waits for somebody.</summary>
    Parked,

    /// <summary>A webhook was switched off.</summary>
    WebhookOff,
}

/// <summary>Something that concerns a user.</summary>
/// <param name="Resource">Kind of the row.</param>
/// <param name="RowId">The row; of several rows the last one.</param>
/// <param name="Rows">How many rows of the kind were given at a time.</param>
/// <param name="Text">Who gave it, or what failed.</param>
public sealed record Notice(NoticeKind Kind, string Resource, Guid RowId, long Rows, string Text, DateTimeOffset At, bool Seen);

/// <summary>What a user's notices are, the newest first.</summary>
/// <param name="Unseen">Newer than when the user last looked; counted up to <see cref="NoticeBoard.RowsMax"/>.</param>
public sealed record NoticeAnswer(long Unseen, IReadOnlyList<Notice> Notices);

/// <summary>
/// What concerns a user: rows that others gave them, and, for who sees to the installation, what went wrong and waits. A row that the user may
/// no longer read is told of without its name: who shows it reads it by the user's own rights.
/// </summary>
public sealed class NoticeBoard(NpgsqlDataSource source, UserPreferences preferences, TimeProvider clock)
{
    public const int RowsMax = 200;

    private const string SeenPreference = "notices_seen";

    public async Task<NoticeAnswer> Read(Caller caller, Tenant tenant, CancellationToken ct)
    {
        if (caller.UserId is not { } user)
            return new NoticeAnswer(0, []);

        var seen = await preferences.Find(caller, SeenPreference, ct) is { ValueKind: JsonValueKind.String } at && at.TryGetDateTimeOffset(out var last) ? last : DateTimeOffset.MinValue;
        Sql parked = May(caller, "core.parked_reaction.read")
            ? (Sql)$" union all (select 'parked', 'core.parked_reaction', p.id, 1, p.reaction, p.created_at from nexus.parked_reactions p where p.tenant_id = {tenant.Id} order by p.created_at desc limit {RowsMax})"
            : Sql.Empty;
        Sql webhooks = May(caller, "core.webhook.read")
            ? (Sql)$" union all select 'webhook_off', 'core.webhook', w.id, 1, w.url, w.disabled_at from nexus.webhooks w where w.tenant_id = {tenant.Id} and w.disabled_at is not null and w.archived_at is null"
            : Sql.Empty;
        await using var command = source.CreateCommand();
        // What one actor gives within some minutes is one notice.
        command.CommandText = ((Sql)$"""
            select kind, resource, row_id, rows, text, at from (
              (select 'given' as kind, n.resource, (array_agg(n.row_id order by n.at desc))[1] as row_id, count(*) as rows, n.actor as text, max(n.at) as at
               from (select * from nexus.notices where user_id = {user} and tenant_id = {tenant.Id} order by at desc limit {RowsMax}) n
               group by n.resource, n.actor, date_bin('10 minutes', n.at, timestamptz '2020-01-01')){parked}{webhooks}) all_notices
            order by at desc limit {RowsMax}
            """).Render(command.Parameters);
        var notices = new List<Notice>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var when = reader.GetFieldValue<DateTimeOffset>(5);
            var kind = reader.GetString(0) switch { "given" => NoticeKind.Given, "parked" => NoticeKind.Parked, _ => NoticeKind.WebhookOff };
            notices.Add(new Notice(kind, reader.GetString(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetString(4), when, when <= seen));
        }

        return new NoticeAnswer(notices.Where(n => !n.Seen).Sum(n => n.Rows), notices);
    }

    /// <summary>The user has seen what there is now.</summary>
    public Task See(Caller caller, CancellationToken ct) => preferences.Set(caller, SeenPreference, JsonSerializer.SerializeToElement(Instants.Now(clock)), ct);

    private static bool May(Caller caller, string permission) => caller.Rights.RowsFor(permission) is Rows.All;
}
