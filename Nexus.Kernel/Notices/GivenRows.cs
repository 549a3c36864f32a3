using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Notices;

/// <summary>The rows that an operation gave to users other than its caller; each of them has a notice that commits with it.</summary>
internal sealed class GivenRows(Call call, Tenant tenant)
{
    private readonly List<(Guid Owner, string Resource, Guid Row)> _given = [];

    /// <param name="changed">Null for a new row.</param>
    public void Look(Resource row, ResourceType resource, IReadOnlyList<Field>? changed)
    {
        if (row is IOwned { OwnerId: { } owner } && owner != call.Caller.UserId && row.ArchivedAt is null && (changed is null || changed.Any(f => f.Name == "owner_id")))
            _given.Add((owner, resource.FullName, row.Id));
    }

    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        if (_given.Count == 0)
            return [];

        // What a reaction does for somebody is theirs: who won a deal isn't told of the activity that notes it.
        var actor = call.Caller.OnBehalfOf ?? call.Caller.Name;
        return [((Sql)$"""
            insert into nexus.notices (id, tenant_id, user_id, resource, row_id, actor, at)
            select g.id, {tenant.Id}, g.owner, g.resource, g.row_id, {actor}, {call.Now}
            from unnest({_given.Select(_ => call.NewId()).ToArray()}, {_given.Select(g => g.Owner).ToArray()}, {_given.Select(g => g.Resource).ToArray()}, {_given.Select(g => g.Row).ToArray()}) as g (id, owner, resource, row_id)
            join nexus.users u on u.id = g.owner and u.tenant_id = {tenant.Id} and u.archived_at is null and u.email <> {actor}
            """).ToBatchCommand()];
    }
}
