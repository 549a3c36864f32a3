using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;
using Npgsql;
using NpgsqlTypes;

namespace Nexus.Kernel.Tenancy;

/// <summary>Suspends and resumes tenants, and activates modules in them. Every process knows within a second.</summary>
public sealed class TenantStates(NexusModel model, NpgsqlDataSource source, TimeProvider clock, Invalidations invalidations, Activation activation, SchemaSync sync, EventSignal signal)
{
    /// <exception cref="Fault">404, 409 when the tenant is being erased, 503 while it is being restored.</exception>
    public async Task Set(Tenant tenant, TenantStatus status, Caller by, CancellationToken ct)
    {
        var verb = status is TenantStatus.Suspended ? "suspend" : "resume";
        await using var db = new TenantDb(model, tenant, by, source);
        var changed = await db.Change($"update nexus.tenants set status = {status}, updated_at = {Instants.Now(clock)} where id = {tenant.Id} and status in ('active', 'suspended') and status <> {status}", ct);
        if (changed == 0)
        {
            var now = await db.Scalar<string>($"select status from nexus.tenants where id = {tenant.Id}", ct) ?? throw Fault.NotFound("tenant");
            if (Enum.Parse<TenantStatus>(now, ignoreCase: true) is var there && there != status)
                throw TenantClosing.Told(there)!;
            return;
        }

        await End(db, verb, new { Status = status }, by, [], ct);
    }

    /// <summary>Adds modules, with those that they need: their tables, roles and reference data, in one transaction.</summary>
    /// <returns>The modules that the tenant has now.</returns>
    public async Task<IReadOnlySet<string>> ActivateModules(Tenant tenant, IReadOnlyList<string> modules, Caller by, CancellationToken ct)
    {
        var faults = modules.Where(m => model.FindModule(m) is null).Select(m => new FieldFault("modules", "unknown_module", $"There is no module {(m.Length > 60 ? m[..60] : m)}.")).ToArray();
        if (faults.Length > 0)
            throw Fault.Invalid(faults);

        await using var db = new TenantDb(model, tenant, Caller.System("activation", by.Name), source);
        var has = (await db.Scalar<string[]>($"select modules from nexus.tenants where id = {tenant.Id} for update", ct) ?? throw Fault.NotFound("tenant")).ToHashSet();
        var all = new ActivationInput("", "", "", "", "", [.. has.Union(modules)]).ModulesIn(model).ToHashSet();
        var added = all.Except(has).ToHashSet();
        if (added.Count == 0)
            return all;

        var now = Instants.Now(clock);
        await db.Change($"update nexus.tenants set modules = {all.ToArray()} where id = {tenant.Id}", ct);
        await sync.Apply(await db.Connect(ct), tenant.Id, all, ct);
        await db.Run(TenantRoles.Rows(model, tenant, added, now), ct);
        var presets = activation.Presets(db, added, now);
        await End(db, "activate_modules", new { Modules = added.Order().ToArray() }, by, presets.Commands, ct);
        return all;
    }

    /// <summary>The audit entry and the event, the announcement, the commit.</summary>
    private async Task End(TenantDb db, string verb, object data, Caller by, IReadOnlyList<NpgsqlBatchCommand> more, CancellationToken ct)
    {
        var now = Instants.Now(clock);
        var tenant = db.Tenant.Id;
        var json = Sql.Value(JsonSerializer.Serialize(data, NexusJson.Options), NpgsqlDbType.Jsonb);
        await db.RunAndCommit(
        [
            .. more,
            PlatformAudit.Entry(tenant, tenant, by, verb, data, now).ToBatchCommand(),
            ((Sql)$"insert into nexus.events (id, tenant_id, name, resource, row_id, actor, at, data) values ({Guid.CreateVersion7(now)}, {tenant}, 'core.tenant.updated', 'core.tenant', {tenant}, {by.Name}, {now}, {json})").ToBatchCommand(),
            Invalidations.Announce("tenant", tenant.ToString()).ToBatchCommand(),
        ], ct);
        invalidations.Raise("tenant", tenant.ToString());
        signal.Published(1);
    }
}
