using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Events.Live;

/// <summary>
/// Which events a caller may see: those about rows that the caller may read at the moment, by the permission <c>{resource}.read</c> and its
/// row rule. Rows of many events are checked in one query a resource.
/// </summary>
public sealed class EventSight(NexusModel model, NpgsqlDataSource source)
{
    /// <summary>The events that may be seen, in their order.</summary>
    public async Task<IReadOnlyList<EventEnvelope>> Visible(IReadOnlyList<EventEnvelope> events, Caller caller, Tenant tenant, CancellationToken ct)
    {
        var visible = new HashSet<Guid>();
        foreach (var group in events.Where(e => e.TenantId == tenant.Id).GroupBy(e => e.Resource))
            visible.UnionWith(await Visible(group.Key, [.. group], caller, tenant, ct));
        return visible.Count == events.Count ? events : [.. events.Where(e => visible.Contains(e.Id))];
    }

    private async Task<IEnumerable<Guid>> Visible(string name, IReadOnlyList<EventEnvelope> events, Caller caller, Tenant tenant, CancellationToken ct)
    {
        if (caller.Rights.RowsFor(name + ".read") is not { } rows)
            return [];
        // Not a resource of this installation, such as the tenant itself: only who may read all of its kind.
        if (model.FindResource(name) is not { } resource)
            return rows is Rows.All ? events.Select(e => e.Id) : [];
        if (!tenant.Has(resource.Module))
            return [];
        if (RowRules.Condition(model, resource, "t", rows, caller, tenant) is not { } rule)
            return events.Select(e => e.Id);

        var ids = events.Select(e => e.RowId).OfType<Guid>().Distinct().ToArray();
        var readable = new HashSet<Guid>();
        await using var command = source.CreateCommand();
        command.CommandText = ((Sql)$"select t.id from {TenantDb.TableOf(resource, tenant)} t where t.id = any({ids}) and {rule}").Render(command.Parameters);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
            readable.Add(reader.GetGuid(0));
        return events.Where(e => e.RowId is { } row && readable.Contains(row)).Select(e => e.Id);
    }
}
