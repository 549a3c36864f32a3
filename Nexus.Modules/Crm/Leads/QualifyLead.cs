using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Finds a lead worth an offer; it can be converted next.</summary>
/// <param name="LeadId">The lead.</param>
[Operation("crm.lead.qualify", Effect.Write)]
public sealed record QualifyLead(Guid LeadId) : IOperation<QualifyLead, Lead, LeadQualified>
{
    public static Task<Lead?> Load(QualifyLead input, TenantDb db, CancellationToken ct) => db.Find<Lead>(input.LeadId, ct);

    public static Outcome<LeadQualified> Decide(QualifyLead input, Lead lead, Call call)
    {
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be changed. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead was converted. Work on the deal or the contact that it became.");
        if (lead.Status is LeadStatus.Qualified)
            return new Refusal("already_qualified", "The lead has been qualified already.");
        if (lead.Status is LeadStatus.Disqualified)
            return new Refusal("lead_disqualified", "A disqualified lead can't be qualified. Reopen it first.");

        (lead.Status, lead.QualifiedAt) = (LeadStatus.Qualified, call.Now);
        lead.StartedAt ??= call.Now;
        return new LeadQualified(lead.Id, lead.Name, lead.OwnerId, lead.TeamId);
    }
}

/// <summary>A lead was found to be worth an offer.</summary>
[Event("crm.lead.qualified")]
public sealed record LeadQualified(Guid LeadId, string Name, Guid? OwnerId, Guid? TeamId);
