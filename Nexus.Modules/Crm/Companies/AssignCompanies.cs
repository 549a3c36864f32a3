using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Companies;

/// <summary>Gives several companies to a user, a team or both at once: all of them, or none when one can't be.</summary>
/// <param name="Ids">The companies, at most 500.</param>
/// <param name="OwnerId">The user who is to answer for them.</param>
/// <param name="TeamId">The team that is to work on them.</param>
[Operation("crm.company.assign_many", Effect.Write, LargeEffect = true)]
public sealed record AssignCompanies(Guid[] Ids, Guid? OwnerId = null, Guid? TeamId = null) : IWideOperation<AssignCompanies, CompaniesAssigned>
{
    public static async Task<Outcome<CompaniesAssigned>> Run(AssignCompanies input, TenantDb db, Call call, CancellationToken ct)
    {
        var assignee = await Assignee.Find(input.OwnerId, input.TeamId, db, ct);
        var rows = await ManyRows.Find<Company>(db, input.Ids, ct);
        foreach (var row in rows)
            assignee.TakeOver(row);
        return new CompaniesAssigned([.. rows.Select(r => r.Id)], assignee.OwnerId, assignee.TeamId);
    }
}

/// <summary>Several companies were given to a user or a team.</summary>
[Event("crm.company.many_assigned")]
public sealed record CompaniesAssigned(Guid[] Ids, Guid? OwnerId, Guid? TeamId);
