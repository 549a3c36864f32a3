using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Kernel.Core;

/// <summary>Takes a person in as a user of the tenant, with roles. The answer shows, this once, a link (<c>link</c>) with which they choose their password within a week, and a first password until then.</summary>
/// <param name="Email">The person's e-mail, which is the name at log-in.</param>
/// <param name="Roles">Names of roles; nobody can give more rights than they have.</param>
/// <param name="Name">What colleagues call them.</param>
/// <param name="Locale">Language of texts and numbers, <c>en</c> or <c>de</c>.</param>
[Operation("core.user.invite", Effect.Write)]
public sealed record InviteUser([property: EmailAddress] string Email, string[] Roles, [property: MaxLength(200)] string Name = "", [property: MaxLength(10)] string Locale = "en")
    : IWideOperation<InviteUser, UserInvited>
{
    public static async Task<Outcome<UserInvited>> Run(InviteUser input, TenantDb db, Call call, CancellationToken ct)
    {
        var password = Secrets.NewPassword();
        var hash = Secrets.HashPassword(password);
        await Granting.RequireRoles(db, input.Roles, ct);
        await Granting.RequireWithin(db, call, input.Roles, ct);
        var user = new User { Id = call.NewId(), Email = input.Email.ToLowerInvariant(), Name = input.Name, Roles = [.. input.Roles.Distinct()], Locale = input.Locale };
        db.AlsoSave($"update nexus.users set password_hash = {hash} where id = {user.Id}");
        var link = db.Kernel!.GetRequiredService<PasswordLinks>().New(user.Id, hash, PasswordLinks.InvitationLasts);
        return ((Outcome<UserInvited>)new UserInvited(user.Id, user.Email, user.Roles)).Add(user).AnswerWith(user).Reveal("password", password).Reveal("link", link);
    }
}

/// <summary>A person became a user of the tenant.</summary>
[Event("core.user.invited")]
public sealed record UserInvited(Guid UserId, string Email, string[] Roles);
