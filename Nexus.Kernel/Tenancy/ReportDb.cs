using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>What a report reads from: tables that hold only the rows that the caller may see.</summary>
public sealed class ReportDb
{
    private readonly NexusModel _model;
    private readonly Caller _caller;

    internal ReportDb(NexusModel model, Tenant tenant, Caller caller)
    {
        _model = model;
        _caller = caller;
        Tenant = tenant;
    }

    public Tenant Tenant { get; }

    /// <summary>Rows in use that the caller's read rule covers: <c>$"… from {db.Table&lt;Deal&gt;()} d"</c>. No rows at all without the permission to read.</summary>
    public Sql Table<T>() where T : Resource => Table(_model.ResourceOf(typeof(T)), withArchived: false);

    /// <summary>Those of a resource of a module that this one needs, whose types aren't ours to use: <c>db.Table("catalog.variant")</c>. Its fields are its contract.</summary>
    public Sql Table(string resource) => Table(_model.FindResource(resource) ?? throw new ArgumentException($"No module declares {resource}.", nameof(resource)), withArchived: true);

    /// <summary>As <see cref="Table{T}"/>, archived rows included.</summary>
    public Sql TableWithArchived<T>() where T : Resource => Table(_model.ResourceOf(typeof(T)), withArchived: true);

    private Sql Table(ResourceType resource, bool withArchived)
    {
        var table = TenantDb.TableOf(resource, Tenant);
        if (_caller.Rights.RowsFor(resource.ReadPermission) is not { } rows)
            return $"(select * from {table} v where false)";

        var rule = RowRules.Condition(_model, resource, "v", rows, _caller, Tenant);
        return (rule, withArchived) switch
        {
            (null, true) => table,
            (null, false) => (Sql)$"(select * from {table} v where v.archived_at is null)",
            (_, true) => (Sql)$"(select * from {table} v where {rule})",
            _ => (Sql)$"(select * from {table} v where v.archived_at is null and {rule})",
        };
    }
}
