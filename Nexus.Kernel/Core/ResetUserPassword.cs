using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Gives a user a new password, shown this once in the answer, and ends all their sessions. Only for users who may do no more than you.</summary>
/// <param name="UserId">Id of the user.</param>
/// <param name="SecondFactorToo">Takes the second factor away as well, for a user who lost it.</param>
[Operation("core.user.reset_password", Effect.Write)]
public sealed record ResetUserPassword(Guid UserId, bool SecondFactorToo = false) : IWideOperation<ResetUserPassword, UserPasswordReset>
{
    public static async Task<Outcome<UserPasswordReset>> Run(ResetUserPassword input, TenantDb db, Call call, CancellationToken ct)
    {
        var password = Secrets.NewPassword();
        var hash = Secrets.HashPassword(password);
        var user = await db.Find<User>(input.UserId, ct) ?? throw Fault.NotFound("user");
        if (user.ArchivedAt is not null)
            return new Refusal("archived", "The user is archived. Restore them first.");
        await Granting.RequireWithin(db, call, user.Roles, ct);
        db.AlsoSave($"update nexus.users set password_hash = {hash}, password_changed_at = {call.Now} where id = {user.Id}");
        db.AlsoSave(Sessions.EndStatement($"user_id = {user.Id}", "password_changed", call.Now));
        db.AlsoSave(UnlockUser.Statement(user, db.Tenant.Id));
        if (input.SecondFactorToo)
        {
            foreach (var statement in SecondFactor.DisableStatements(user.Id))
                db.AlsoSave(statement);
        }

        return ((Outcome<UserPasswordReset>)new UserPasswordReset(user.Id, input.SecondFactorToo)).AnswerWith(user).Reveal("password", password);
    }
}

/// <summary>An administrator gave a user a new password.</summary>
[Event("core.user.password_reset")]
public sealed record UserPasswordReset(Guid UserId, bool SecondFactorToo);
