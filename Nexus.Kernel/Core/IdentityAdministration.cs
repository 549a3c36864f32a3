using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;

namespace Nexus.Kernel.Core;

internal static class IdentityAdministrationDeclaration
{
    /// <summary>Users, teams, roles, keys, sessions, and what is done with them.</summary>
    public static ModuleBuilder IdentityAdministration(this ModuleBuilder core) => core
        .Resource<User>()
        .Resource<Team>()
        .Resource<TeamMember>()
        .Resource<Role>()
        .Resource<ApiKey>()
        .Resource<Session>()
        .Operation<InviteUser>()
        .Operation<SetUserRoles>()
        .Operation<ResetUserPassword>()
        .Operation<IssuePasswordLink>()
        .Operation<UnlockUser>()
        .Operation<RevokeUserSessions>()
        .Operation<RevokeSession>()
        .Operation<CreateApiKey>()
        .Operation<RevokeApiKey>()
        .Permission(Explanation.Permission)
        .Permission(TenantData.ExportPermission)
        .Permission("core.audit_entry.verify");
}
