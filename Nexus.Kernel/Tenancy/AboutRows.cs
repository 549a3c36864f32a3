using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;

namespace Nexus.Kernel.Tenancy;

/// <summary>The rights to rows that are about a row of any resource (<see cref="IAbout"/>): those to that row.</summary>
internal static class AboutRows
{
    /// <summary>The rows that are about rows which the caller may read.</summary>
    public static Sql Condition(NexusModel model, string alias, Caller caller, Tenant tenant)
    {
        var whole = new List<string>();
        var conditions = new List<Sql>();
        foreach (var resource in model.Resources.Where(r => !r.IsAbout && tenant.Has(r.Module)))
        {
            if (caller.Rights.RowsFor(resource.ReadPermission) is not { } rows)
                continue;
            if (RowRules.Condition(model, resource, alias + "a", rows, caller, tenant) is { } rule)
                conditions.Add($"({Sql.Raw(alias)}.resource = {resource.FullName} and exists (select 1 from {TenantDb.TableOf(resource, tenant)} {Sql.Raw(alias)}a where {Sql.Raw(alias)}a.id = {Sql.Raw(alias)}.row_id and {rule}))");
            else
                whole.Add(resource.FullName);
        }

        conditions.Add($"{Sql.Raw(alias)}.resource = any({whole.ToArray()})");
        return $"({Sql.Join(" or ", conditions)})";
    }

    /// <summary>Refuses to write about a row that the caller may not change.</summary>
    /// <exception cref="Fault">403, 404, or 422 when there is no such resource.</exception>
    public static async Task Require(IAbout about, TenantDb db, Call call, CancellationToken ct)
    {
        if (db.Model.FindResource(about.Resource) is not { IsAbout: false } resource || !db.Tenant.Has(resource.Module))
            throw Fault.Invalid([new FieldFault("resource", "unknown_resource", "Resource must be the full name of a resource, such as crm.deal.")]);
        var update = resource.FullName + ".update";
        if (call.Caller.Rights.RowsFor(update) is not { } rows)
            throw Fault.Denied(update);
        var rule = RowRules.Condition(db.Model, resource, "t", rows, call.Caller, db.Tenant) ?? Sql.Raw("true");
        if (!await db.Scalar<bool>($"select exists (select 1 from {TenantDb.TableOf(resource, db.Tenant)} t where t.id = {about.RowId} and {rule})", ct))
            throw Fault.NotFound(resource.Name);
    }
}
