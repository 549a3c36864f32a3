using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Gives several leads to a user, a team or both at once: all of them, or none when one can't be.</summary>
/// <param name="Ids">The leads, at most 500.</param>
/// <param name="OwnerId">The user who is to answer for them.</param>
/// <param name="TeamId">The team that is to work on them.</param>
[Operation("crm.lead.assign_many", Effect.Write, LargeEffect = true)]
public sealed record AssignLeads(Guid[] Ids, Guid? OwnerId = null, Guid? TeamId = null) : IWideOperation<AssignLeads, LeadsAssigned>
{
    public static async Task<Outcome<LeadsAssigned>> Run(AssignLeads input, TenantDb db, Call call, CancellationToken ct)
    {
        var assignee = await Assignee.Find(input.OwnerId, input.TeamId, db, ct);
        var rows = await ManyRows.Find<Lead>(db, input.Ids, ct);
        if (rows.FirstOrDefault(r => r.Status is LeadStatus.Converted) is { } converted)
            return new Refusal("already_converted", $"The lead {converted.Id} was converted. Assign the deal or the contact that it became.", "ids");

        var outcome = Outcome.Of(new LeadsAssigned([.. rows.Select(r => r.Id)], assignee.OwnerId, assignee.TeamId));
        foreach (var row in rows)
        {
            var before = row.OwnerId;
            assignee.TakeOver(row);
            outcome.Also(new LeadAssigned(row.Id, row.OwnerId, row.TeamId, before));
        }

        return outcome;
    }
}

/// <summary>Several leads were given to a user or a team; each has its <c>crm.lead.assigned</c> as well.</summary>
[Event("crm.lead.many_assigned")]
public sealed record LeadsAssigned(Guid[] Ids, Guid? OwnerId, Guid? TeamId);
