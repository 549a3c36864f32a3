using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Lets a user log in again at once who is locked out after too many wrong passwords.</summary>
/// <param name="UserId">Id of the user.</param>
[Operation("core.user.unlock", Effect.Write)]
public sealed record UnlockUser(Guid UserId) : IWideOperation<UnlockUser, UserUnlocked>
{
    public static async Task<Outcome<UserUnlocked>> Run(UnlockUser input, TenantDb db, Call call, CancellationToken ct)
    {
        var user = await db.Find<User>(input.UserId, ct) ?? throw Fault.NotFound("user");
        db.AlsoSave(Statement(user, db.Tenant.Id));
        return ((Outcome<UserUnlocked>)new UserUnlocked(user.Id)).AnswerWith(user);
    }

    /// <summary>Forgets the failures under the name with the tenant, without it, and of the logged-in user.</summary>
    internal static Sql Statement(User user, Guid tenant) =>
        LoginFailures.Unlock(LoginFailures.LoginOf(user.Email, tenant), LoginFailures.LoginOf(user.Email, null), LoginFailures.LoginOf(user.Id.ToString(), tenant));
}

/// <summary>A locked-out user may try again.</summary>
[Event("core.user.unlocked")]
public sealed record UserUnlocked(Guid UserId);
