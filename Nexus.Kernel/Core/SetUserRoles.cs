using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Says which roles a user has, and so what they may do. Nobody can give or take more than they have themselves, and one administrator must remain.</summary>
/// <param name="UserId">Id of the user.</param>
/// <param name="Roles">Names of all roles that the user has from now on.</param>
[Operation("core.user.set_roles", Effect.Write)]
public sealed record SetUserRoles(Guid UserId, string[] Roles) : IWideOperation<SetUserRoles, UserRolesSet>
{
    public static async Task<Outcome<UserRolesSet>> Run(SetUserRoles input, TenantDb db, Call call, CancellationToken ct)
    {
        var user = await db.Find<User>(input.UserId, ct) ?? throw Fault.NotFound("user");
        if (user.ArchivedAt is not null)
            return new Refusal("archived", "The user is archived. Restore them first.");
        await Granting.RequireRoles(db, input.Roles, ct);
        await Granting.RequireWithin(db, call, [.. user.Roles.Union(input.Roles)], ct);
        var roles = input.Roles.Distinct().ToArray();
        if (!await Granting.MakeAdministrator(db, roles, ct) && await Granting.LastAdministrator(db, $"u.id <> {user.Id}", ct) is { } refused)
            return refused;
        var before = user.Roles;
        user.Roles = roles;
        return ((Outcome<UserRolesSet>)new UserRolesSet(user.Id, before, roles)).AnswerWith(user);
    }
}

/// <summary>What a user may do was changed.</summary>
[Event("core.user.roles_set")]
public sealed record UserRolesSet(Guid UserId, string[] Before, string[] Roles);
