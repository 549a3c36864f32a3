using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;
using Nexus.Modules.Crm.Leads;

namespace Nexus.Modules.Crm.Reactions;

/// <summary>Gives the user to whom a lead was assigned a task to get in touch within a day.</summary>
public sealed class StartFollowUpTaskWhenLeadAssigned : IReaction<StartFollowUpTaskWhenLeadAssigned, LeadAssigned>
{
    /// <summary>A lead that isn't answered within a day goes cold.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromDays(1);

    public static async Task React(LeadAssigned happened, ReactionContext context, CancellationToken ct)
    {
        // To a team only: nobody in particular has the task. To whom had it already: so they have the task.
        if (happened.OwnerId is not { } owner || owner == happened.Before || await context.Db.Get<Lead>(happened.LeadId, ct) is not { } lead)
            return;

        var task = new
        {
            kind = "task",
            subject = $"Get in touch with {lead.Name}",
            due_at = context.Event.At + AnswerWithin,
            lead_id = lead.Id,
            owner_id = owner,
            team_id = happened.TeamId,
        };
        await context.Run("crm.activity.create", JsonSerializer.SerializeToElement(task, NexusJson.Options), null, ct);
    }
}
