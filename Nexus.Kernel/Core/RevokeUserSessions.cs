using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Logs a user out on all devices, within a second.</summary>
/// <param name="UserId">Id of the user.</param>
[Operation("core.user.revoke_sessions", Effect.Write)]
public sealed record RevokeUserSessions(Guid UserId) : IWideOperation<RevokeUserSessions, UserSessionsRevoked>
{
    public static async Task<Outcome<UserSessionsRevoked>> Run(RevokeUserSessions input, TenantDb db, Call call, CancellationToken ct)
    {
        var user = await db.Find<User>(input.UserId, ct) ?? throw Fault.NotFound("user");
        db.AlsoSave(Sessions.EndStatement($"user_id = {user.Id}", "revoked", call.Now));
        return ((Outcome<UserSessionsRevoked>)new UserSessionsRevoked(user.Id)).AnswerWith(user);
    }
}

/// <summary>A user was logged out everywhere.</summary>
[Event("core.user.sessions_revoked")]
public sealed record UserSessionsRevoked(Guid UserId);
