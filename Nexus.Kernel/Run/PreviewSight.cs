using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Run;

/// <summary>
/// What a dry run may show. Rows of the operation's own resource are the caller's to change and so to see; of other rows that would
/// change with them only those that the caller may read.
/// </summary>
internal sealed class PreviewSight
{
    private readonly OperationCall _call;
    private readonly HashSet<(string Resource, Guid Row)> _visible = [];

    private PreviewSight(OperationCall call) => _call = call;

    /// <summary>Looks while the changes are made and not rolled back yet.</summary>
    public static async Task<PreviewSight> Of(TenantDb db, OperationCall call, IEnumerable<(string Resource, Guid? Row)> rows, CancellationToken ct)
    {
        var sight = new PreviewSight(call);
        foreach (var group in rows.Where(r => r.Row is not null && !sight.IsOwn(r.Resource)).GroupBy(r => r.Resource, r => r.Row!.Value))
        {
            if (db.Model.FindResource(group.Key) is not { } resource || call.Caller.Rights.RowsFor(resource.ReadPermission) is not { } rule)
                continue;
            var ids = group.Distinct().ToArray();
            var seen = RowRules.Condition(db.Model, resource, "t", rule, call.Caller, call.Tenant) is { } condition
                ? await db.Column<Guid>($"select t.id from {TenantDb.TableOf(resource, call.Tenant)} t where t.id = any({ids}) and {condition}", ct)
                : ids;
            sight._visible.UnionWith(seen.Select(id => (group.Key, id)));
        }

        return sight;
    }

    public bool Shows(string resource, Guid? row) => IsOwn(resource) || row is { } id && _visible.Contains((resource, id));

    public bool Shows(PublishedEvent happened) => Shows(happened.Resource, happened.RowId);

    private bool IsOwn(string resource) => resource == _call.Operation.Resource.FullName;
}
