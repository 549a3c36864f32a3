using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Finds a lead not worth more work, and says why.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="Reason">Why, such as <c>no budget</c>.</param>
[Operation("crm.lead.disqualify", Effect.Write)]
public sealed record DisqualifyLead(Guid LeadId, [MaxLength(500)] string Reason) : IOperation<DisqualifyLead, Lead, LeadDisqualified>
{
    public static Task<Lead?> Load(DisqualifyLead input, TenantDb db, CancellationToken ct) => db.Find<Lead>(input.LeadId, ct);

    public static Outcome<LeadDisqualified> Decide(DisqualifyLead input, Lead lead, Call call)
    {
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be changed. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead was converted. Lose the deal that it became instead.");
        if (lead.Status is LeadStatus.Disqualified)
            return new Refusal("already_disqualified", "The lead has been disqualified already.");

        (lead.Status, lead.DisqualifiedAt, lead.DisqualifiedReason) = (LeadStatus.Disqualified, call.Now, input.Reason);
        return new LeadDisqualified(lead.Id, lead.Name, input.Reason, lead.OwnerId, lead.TeamId);
    }
}

/// <summary>A lead was found not to be worth more work.</summary>
[Event("crm.lead.disqualified")]
public sealed record LeadDisqualified(Guid LeadId, string Name, string Reason, Guid? OwnerId, Guid? TeamId);
