using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Takes up a disqualified lead again.</summary>
/// <param name="LeadId">The lead.</param>
[Operation("crm.lead.reopen", Effect.Write)]
public sealed record ReopenLead(Guid LeadId) : IOperation<ReopenLead, Lead, LeadReopened>
{
    public static Task<Lead?> Load(ReopenLead input, TenantDb db, CancellationToken ct) => db.Find<Lead>(input.LeadId, ct);

    public static Outcome<LeadReopened> Decide(ReopenLead input, Lead lead, Call call)
    {
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be changed. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead was converted. Work on the deal or the contact that it became.");
        if (lead.Status is not LeadStatus.Disqualified)
            return new Refusal("not_disqualified", "Only a disqualified lead can be reopened.");

        (lead.Status, lead.DisqualifiedAt, lead.DisqualifiedReason, lead.QualifiedAt) = (LeadStatus.Working, null, null, null);
        lead.StartedAt ??= call.Now;
        return new LeadReopened(lead.Id, lead.Name, lead.OwnerId, lead.TeamId);
    }
}

/// <summary>A disqualified lead was taken up again.</summary>
[Event("crm.lead.reopened")]
public sealed record LeadReopened(Guid LeadId, string Name, Guid? OwnerId, Guid? TeamId);
