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
    public const string TooLate = "The page was open for too long. Try again.";

    private const string Page = "/sign-in", CodePage = "/sign-in/code";

    public static void MapSignIn(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session", SignIn).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/session/code", Code).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/session/end", SignOut).DisableAntiforgery();
        routes.MapPasswordForms();
    }

    private static async Task<IResult> SignIn(HttpContext http, IAntiforgery antiforgery, LogIn logIn, SecondStep second, Sessions sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Again(http, Page, "", TooLate);
        var form = await http.Request.ReadFormAsync();
        var username = form["username"].ToString();
        try
        {
            return await Begin(http, new LoginInput(username, form["password"].ToString()), logIn, second, sessions, form["next"].ToString());
        }
        catch (Fault fault)
        {
            return Again(http, Page, username, fault.Code is "invalid_credentials" ? "E-mail and password don’t go together." : fault.Message, fault);
        }
    }

    /// <summary>In, or on to the second step.</summary>
    public static async Task<IResult> Begin(HttpContext http, LoginInput input, LogIn logIn, SecondStep second, Sessions sessions, string next)
    {
        var (answer, half) = await logIn.Begin(input, Ip(http), Agent(http), http.RequestAborted);
        if (answer is not null)
            return await Enter(http, answer, sessions, next);
        second.Begin(http, half!);
        return Results.LocalRedirect($"{CodePage}?next={Uri.EscapeDataString(Local(next))}");
    }

    private static async Task<IResult> Code(HttpContext http, IAntiforgery antiforgery, LogIn logIn, SecondStep second, Sessions sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return Again(http, Page, "", TooLate);
        if (second.Of(http) is not { } half)
            return Again(http, Page, "", "Too much time went by. Sign in again.");
        var form = await http.Request.ReadFormAsync();
        try
        {
            var answer = await logIn.Complete(half, form["otp"].ToString(), Ip(http), Agent(http), http.RequestAborted);
            SecondStep.End(http);
            return await Enter(http, answer, sessions, form["next"].ToString());
        }
        catch (Fault fault) when (fault.Code is "invalid_otp" or "otp_required" or "login_locked" or "login_rate_exceeded")
        {
            return Again(http, CodePage, half.Username, fault.Code is "login_locked" or "login_rate_exceeded" ? fault.Message : "The code is not right, was used before, or is too old.", fault);
        }
        catch (Fault fault)
        {
            SecondStep.End(http);
            return Again(http, Page, half.Username, fault.Message, fault);
        }
    }

    private static async Task<IResult> SignOut(HttpContext http, IAntiforgery antiforgery, Sessions sessions)
    {
        if (await antiforgery.IsRequestValidAsync(http))
        {
            await End(http, sessions);
            await http.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
        }

        return Results.LocalRedirect(Page);
    }

    private static async Task<IResult> Enter(HttpContext http, TokenAnswer answer, Sessions sessions, string next)
    {
        // Who signs in over another session leaves that one.
        await End(http, sessions);
        await http.SignInAsync(SessionCookie.PrincipalOf(answer.AccessToken));
        return Results.LocalRedirect(Local(next));
    }

    private static async Task End(HttpContext http, Sessions sessions)
    {
        if (http.Features.Get<ConsoleCaller>()?.Caller.SessionId is { } session)
            await sessions.End((Sql)$"id = {session}", "logout", http.RequestAborted);
    }

    public static RazorComponentResult<App> Again(HttpContext http, string page, string username, string message, Fault? fault = null)
    {
        var next = http.Request.HasFormContentType ? http.Request.Form["next"].ToString() : null;
        http.Features.Set(new SignInAttempt(username, message, fault?.Status == 429 && fault.More.TryGetValue("retry_after", out var seconds) ? Convert.ToInt32(seconds, System.Globalization.CultureInfo.InvariantCulture) : null, next));
        PagePolicy.Apply(http);
        http.Request.Path = page;
        return new RazorComponentResult<App> { StatusCode = 422 };
    }

    private static string? Ip(HttpContext http) => http.Connection.RemoteIpAddress?.ToString();

    private static string Agent(HttpContext http) => http.Request.Headers.UserAgent.ToString();

    /// <summary>Where to go after signing in: a page of this console, never another host's.</summary>
    private static string Local(string next) => next.StartsWith('/') && !next.StartsWith("//", StringComparison.Ordinal) && !next.StartsWith("/\\", StringComparison.Ordinal) && !next.Any(char.IsControl) ? next : "/";
}
