using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Leads;

/// <summary>Gives a lead to a user, a team or both.</summary>
/// <param name="LeadId">The lead.</param>
/// <param name="OwnerId">The user who is to answer for it.</param>
/// <param name="TeamId">The team that is to work on it.</param>
[Operation("crm.lead.assign", Effect.Write)]
public sealed record AssignLead(Guid LeadId, Guid? OwnerId = null, Guid? TeamId = null) : IOperation<AssignLead, AssignLead.State, LeadAssigned>
{
    /// <summary>The lead and who gets it.</summary>
    public sealed record State(Lead Lead, Assignee Assignee);

    public static async Task<State?> Load(AssignLead input, TenantDb db, CancellationToken ct) =>
        await db.Find<Lead>(input.LeadId, ct) is { } lead ? new State(lead, await Assignee.Find(input.OwnerId, input.TeamId, db, ct)) : null;

    public static Outcome<LeadAssigned> Decide(AssignLead input, State state, Call call)
    {
        var lead = state.Lead;
        if (lead.ArchivedAt is not null)
            return new Refusal("archived", "An archived lead can't be assigned. Restore it first.");
        if (lead.Status is LeadStatus.Converted)
            return new Refusal("already_converted", "The lead was converted. Assign the deal or the contact that it became.");

        var before = lead.OwnerId;
        state.Assignee.TakeOver(lead);
        return Outcome.Of(new LeadAssigned(lead.Id, lead.OwnerId, lead.TeamId, before)).AnswerWith(lead);
    }
}

/// <summary>A lead was given to a user or a team.</summary>
/// <param name="Before">The user who answered for it before.</param>
[Event("crm.lead.assigned")]
public sealed record LeadAssigned(Guid LeadId, Guid? OwnerId, Guid? TeamId, Guid? Before);
