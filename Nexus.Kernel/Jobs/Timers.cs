using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Jobs;

/// <summary>Lets an operation have another one run at a later time; what arranges it commits with what made it necessary.</summary>
public static class Timers
{
    /// <summary>Moments are rounded up to this, so that a thousand reservations made together wait by one row.</summary>
    public static readonly TimeSpan Grain = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Runs an operation of the tenant's, without input, once the time has come; by the kernel itself, with all rights. It must find out
    /// itself what is due, and bear being run when nothing is.
    /// </summary>
    /// <param name="operation">Its name, <c>inventory.reservation.expire</c>.</param>
    public static void RunLater(this TenantDb db, string operation, DateTimeOffset at, Call call)
    {
        if (db.Model.FindOperation(operation) is not { HasTarget: false })
            throw new ArgumentException($"There is no operation {operation} without a target.", nameof(operation));
        // One grain later than it could be: who counts on a timer that is there already commits before that one runs.
        var moment = new DateTimeOffset((at.UtcTicks / Grain.Ticks + 2) * Grain.Ticks, TimeSpan.Zero);
        db.AlsoSave($"""
            insert into nexus.timers (id, tenant_id, operation, at, due_at) select {call.NewId()}, {db.Tenant.Id}, {operation}, {moment}, {moment}
            where not exists (select 1 from nexus.timers where tenant_id = {db.Tenant.Id} and operation = {operation} and at = {moment})
            """);
    }
}
