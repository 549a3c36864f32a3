using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Crm.Owners;

namespace Nexus.Modules.Crm.Contacts;

/// <summary>Gives several contacts to a user, a team or both at once: all of them, or none when one can't be.</summary>
/// <param name="Ids">The contacts, at most 500.</param>
/// <param name="OwnerId">The user who is to answer for them.</param>
/// <param name="TeamId">The team that is to work on them.</param>
[Operation("crm.contact.assign_many", Effect.Write, LargeEffect = true)]
public sealed record AssignContacts(Guid[] Ids, Guid? OwnerId = null, Guid? TeamId = null) : IWideOperation<AssignContacts, ContactsAssigned>
{
    public static async Task<Outcome<ContactsAssigned>> Run(AssignContacts input, TenantDb db, Call call, CancellationToken ct)
    {
        var assignee = await Assignee.Find(input.OwnerId, input.TeamId, db, ct);
        var rows = await ManyRows.Find<Contact>(db, input.Ids, ct);
        foreach (var row in rows)
            assignee.TakeOver(row);
        return new ContactsAssigned([.. rows.Select(r => r.Id)], assignee.OwnerId, assignee.TeamId);
    }
}

/// <summary>Several contacts were given to a user or a team.</summary>
[Event("crm.contact.many_assigned")]
public sealed record ContactsAssigned(Guid[] Ids, Guid? OwnerId, Guid? TeamId);
