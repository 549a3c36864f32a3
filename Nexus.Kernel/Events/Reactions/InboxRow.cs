using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Reactions;

/// <summary>One reaction to one event, claimed by who runs it; and the statements that say what became of it.</summary>
internal sealed record InboxRow(Guid Id, string Reaction, int Attempts, EventEnvelope Event)
{
    public static Task<Claim<InboxRow>?> Claim(NpgsqlDataSource source, Guid id, CancellationToken ct) => Claim<InboxRow>.Take(source, id, $"""
        select i.reaction, i.attempts, {Sql.Raw(EventRows.Columns)}
        from nexus.inbox i join nexus.events e on e.position = i.event_position
        where i.id = {id} and i.status = 'due' and i.due_at <= now()
        """, reader => new InboxRow(id, reader.GetString(0), reader.GetInt32(1), EventRows.Read(reader, 2)), ct);

    /// <summary>Fails, so that nothing of the reaction stays, when the row is no longer due.</summary>
    public Sql Done() =>
        $"with done as (update nexus.inbox set status = 'done', ended_at = now() where id = {Id} and status = 'due' returning 1) select nexus.changed_one(count(*)) from done";

    /// <summary>The tenant is gone or doesn't have the module.</summary>
    public Sql Skip() => Ended("skipped");

    public Sql Later(TimeSpan wait) => $"update nexus.inbox set due_at = now() + {wait} where id = {Id}";

    public Sql Park(ReactionError error) =>
        $"update nexus.inbox set status = 'parked', ended_at = now(), error_code = {error.Code}, error_message = {error.Message} where id = {Id}";

    /// <summary>After the rollback, outside of the claim: counts only when nobody else has tried since.</summary>
    public Sql Failed(ReactionError error, TimeSpan? wait) => wait is { } later
        ? (Sql)$"update nexus.inbox set attempts = attempts + 1, due_at = clock_timestamp() + {later}, error_code = {error.Code}, error_message = {error.Message} where id = {Id} and status = 'due' and attempts = {Attempts}"
        : (Sql)$"update nexus.inbox set attempts = attempts + 1, status = 'parked', ended_at = now(), error_code = {error.Code}, error_message = {error.Message} where id = {Id} and status = 'due' and attempts = {Attempts}";

    private Sql Ended(string status) => $"update nexus.inbox set status = {status}, ended_at = now() where id = {Id}";
}
