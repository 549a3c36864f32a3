using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Begins the work on a new lead.</summary>
/// <param name="LeadId">The lead.</param>
[Operation("crm.lead.start", Effect.Write)]
public sealed record StartLead(Guid LeadId) : IOperation<StartLead, Lead, LeadStarted>
{
    public static Task<Lead?> Load(StartLead input, TenantDb db, CancellationToken ct) => db.Find<Lead>(input.LeadId, ct);

    public static Outcome<LeadStarted> Decide(StartLead input, Lead lead, Call call)
    {
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be changed. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead was converted. Work on the deal or the contact that it became.");
        if (lead.Status is not LeadStatus.New)
            return new Refusal("not_new", "Only a new lead can be started; this one has been already.");

        (lead.Status, lead.StartedAt) = (LeadStatus.Working, call.Now);
        return new LeadStarted(lead.Id, lead.Name, lead.OwnerId, lead.TeamId);
    }
}

/// <summary>Somebody began to work on a lead.</summary>
[Event("crm.lead.started")]
public sealed record LeadStarted(Guid LeadId, string Name, Guid? OwnerId, Guid? TeamId);
