using Nexus.Kernel.Core;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Owners;

/// <summary>Who is to answer for rows: a user, a team, or both. What isn't given stays as it is.</summary>
public sealed record Assignee(Guid? OwnerId, Guid? TeamId)
{
    /// <exception cref="Fault">422: neither is given, or one isn't there.</exception>
    public static async Task<Assignee> Find(Guid? ownerId, Guid? teamId, TenantDb db, CancellationToken ct)
    {
        var faults = new List<FieldFault>();
        if (ownerId is null && teamId is null)
            faults.Add(new FieldFault("owner_id", "required", "Name a user, a team or both."));
        if (ownerId is not null && await db.Get<User>(ownerId, ct) is null)
            faults.Add(new FieldFault("owner_id", "unknown_reference", "There is no such user in use."));
        if (teamId is not null && await db.Get<Team>(teamId, ct) is null)
            faults.Add(new FieldFault("team_id", "unknown_reference", "There is no such team in use."));
        return faults.Count > 0 ? throw Fault.Invalid(faults) : new Assignee(ownerId, teamId);
    }

    public void TakeOver(IOwned row)
    {
        row.OwnerId = OwnerId ?? row.OwnerId;
        row.TeamId = TeamId ?? row.TeamId;
    }
}
