using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Identity;

/// <summary>For those who have no password yet, or lost it.</summary>
internal static class PasswordEndpoints
{
    public static void Map(RouteGroupBuilder auth)
    {
        auth.MapPost("/password/set", Set).AllowAnonymous().WithSummary("Sets the password that somebody chose who has a link: the invited, and who lost theirs.").Accepts<SetPasswordInput>("application/json").Produces(204);
        auth.MapPost("/password/lost", Lost).AllowAnonymous().WithSummary("Sends a link for a new password to an e-mail, if it is a user's and this installation sends e-mail. The answer tells neither.").Accepts<LostPasswordInput>("application/json").Produces(204);
    }

    private static async Task Set(HttpContext http, PasswordLinks links, LoginRate rate)
    {
        var input = await IdentityJson.Read<SetPasswordInput>(http);
        rate.Take(http.Connection.RemoteIpAddress?.ToString(), "");
        await links.Use(input.Code, input.Password, http.RequestAborted);
        http.Response.StatusCode = 204;
    }

    private static async Task Lost(HttpContext http, LostPasswords lost)
    {
        var input = await IdentityJson.Read<LostPasswordInput>(http);
        lost.Ask(input.Email, http.Connection.RemoteIpAddress?.ToString());
        http.Response.StatusCode = 204;
    }
}

/// <param name="Code">What follows # in the link.</param>
/// <param name="Password">The password from now on, at least 10 characters.</param>
public sealed record SetPasswordInput([property: MaxLength(128)] string Code, [property: MaxLength(Passwords.LengthMax), Multiline] string Password);

/// <param name="Email">The user's e-mail.</param>
public sealed record LostPasswordInput([property: MaxLength(254)] string Email);
