using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Deals;

/// <summary>Gives several deals to a user, a team or both at once: all of them, or none when one can't be.</summary>
/// <param name="Ids">The deals, at most 500.</param>
/// <param name="OwnerId">The user who is to answer for them.</param>
/// <param name="TeamId">The team that is to work on them.</param>
[Operation("crm.deal.assign_many", Effect.Write, LargeEffect = true)]
public sealed record AssignDeals(Guid[] Ids, Guid? OwnerId = null, Guid? TeamId = null) : IWideOperation<AssignDeals, DealsAssigned>
{
    public static async Task<Outcome<DealsAssigned>> Run(AssignDeals input, TenantDb db, Call call, CancellationToken ct)
    {
        var assignee = await Assignee.Find(input.OwnerId, input.TeamId, db, ct);
        var rows = await ManyRows.Find<Deal>(db, input.Ids, ct);
        var outcome = Outcome.Of(new DealsAssigned([.. rows.Select(r => r.Id)], assignee.OwnerId, assignee.TeamId));
        foreach (var row in rows)
        {
            var before = row.OwnerId;
            assignee.TakeOver(row);
            outcome.Also(new DealAssigned(row.Id, row.OwnerId, row.TeamId, before));
        }

        return outcome;
    }
}

/// <summary>Several deals were given to a user or a team; each has its <c>crm.deal.assigned</c> as well.</summary>
[Event("crm.deal.many_assigned")]
public sealed record DealsAssigned(Guid[] Ids, Guid? OwnerId, Guid? TeamId);
