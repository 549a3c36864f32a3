using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Makes a link with which a user chooses a new password, shown this once in the answer (<c>link</c>): hand it over yourself. It counts once, within a day; until it is used nothing changes. Only for users who may do no more than you.</summary>
/// <param name="UserId">Id of the user.</param>
[Operation("core.user.issue_password_link", Effect.Write)]
public sealed record IssuePasswordLink(Guid UserId) : IWideOperation<IssuePasswordLink, PasswordLinkIssued>
{
    public static async Task<Outcome<PasswordLinkIssued>> Run(IssuePasswordLink input, TenantDb db, Call call, CancellationToken ct)
    {
        var user = await db.Find<User>(input.UserId, ct) ?? throw Fault.NotFound("user");
        if (user.ArchivedAt is not null)
            return new Refusal("archived", "The user is archived. Restore them first.");
        await Granting.RequireWithin(db, call, user.Roles, ct);
        var hash = await db.Scalar<string?>($"select password_hash from nexus.users where id = {user.Id}", ct);
        var link = db.Kernel!.GetRequiredService<PasswordLinks>().New(user.Id, hash, PasswordLinks.ResetLasts);
        return ((Outcome<PasswordLinkIssued>)new PasswordLinkIssued(user.Id)).AnswerWith(user).Reveal("link", link);
    }
}

/// <summary>An administrator made a link with which a user chooses a new password.</summary>
[Event("core.user.password_link_issued")]
public sealed record PasswordLinkIssued(Guid UserId);
