using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http.HttpResults;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Web.Frame;

namespace Nexus.Web.SignIn;

/// <summary>The forms that begin and end a session of the console.</summary>
internal static class SignInEndpoints
{
    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", SignIn).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/session/end", SignOut).DisableAntiforgery();
    }

    private static async Task<IResult> SignIn(HttpContext http, IAntiforgery antiforgery, LogIn logIn)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Again(http, "", "The page was open for too long. Try again.");
        var form = await http.Request.ReadFormAsync();
        var username = form["username"].ToString();
        try
        {
            var input = new LoginInput(username, form["password"].ToString(), form["otp"] is { Count: > 0 } otp && otp.ToString() is { Length: > 0 } code ? code : null);
            var answer = await logIn.Run(input, http.Connection.RemoteIpAddress?.ToString(), http.Request.Headers.UserAgent.ToString(), http.RequestAborted);
            await http.SignInAsync(SessionCookie.PrincipalOf(answer.AccessToken));
            return Results.LocalRedirect(Local(form["next"].ToString()));
        }
        catch (Fault fault)
        {
            return Again(http, username, fault.Code switch
            {
                "invalid_credentials" => "E-mail and password don't go together.",
                "otp_required" => "Enter the code of your authenticator, and your password again.",
                _ => fault.Message,
            }, fault.Code is "otp_required" or "invalid_otp");
        }
    }

    private static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery, Sessions sessions)
    {
        if (await antiforgery.IsRequestValidAsync(http))
        {
            if (http.Features.Get<ConsoleCaller>()?.Caller.SessionId is { } session)
                await sessions.End((Sql)$"id = {session}", "logged_out", http.RequestAborted);
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }

        return Results.LocalRedirect("/sign-in");
    }

    private static RazorComponentResult<App> Again(HttpContext http, string username, string message, bool needsCode = false)
    {
        http.Features.Set(new SignInAttempt(username, message, needsCode));
        PagePolicy.Apply(http);
        http.Request.Path = "/sign-in";
        return new RazorComponentResult<App> { StatusCode = 422 };
    }

    /// <summary>Where to go after signing in: a page of this console, never another host's.</summary>
    private static string Local(string next) => next.StartsWith('/') && !next.StartsWith("//", StringComparison.Ordinal) && !next.StartsWith("/\\", StringComparison.Ordinal) && !next.Any(char.IsControl) ? next : "/";
}
