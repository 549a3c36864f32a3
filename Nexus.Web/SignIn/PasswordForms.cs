using Microsoft.AspNetCore.Antiforgery;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;

namespace Nexus.Web.SignIn;

/// <summary>The forms of those who have no password yet, or lost it.</summary>
internal static class PasswordForms
{
    public static void MapPasswordForms(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/session/lost", Lost).AllowAnonymous().DisableAntiforgery();
        routes.MapPost("/session/password", Choose).AllowAnonymous().DisableAntiforgery();
    }

    private static async Task<IResult> Lost(HttpContext http, IAntiforgery antiforgery, LostPasswords lost)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return SignInEndpoints.Again(http, "/sign-in/lost", "", SignInEndpoints.TooLate);
        try
        {
            var email = (await http.Request.ReadFormAsync())["email"].ToString();
            if (email.Length is > 0 and <= 254)
                lost.Ask(email, http.Connection.RemoteIpAddress?.ToString());
            return Results.LocalRedirect("/sign-in/lost?sent");
        }
        catch (Fault fault)
        {
            return SignInEndpoints.Again(http, "/sign-in/lost", "", fault.Message, fault);
        }
    }

    private static async Task<IResult> Choose(HttpContext http, IAntiforgery antiforgery, PasswordLinks links, LoginRate rate, LogIn logIn, SecondStep second, Sessions sessions)
    {
        if (!await antiforgery.IsRequestValidAsync(http))
            return SignInEndpoints.Again(http, "/password", "", SignInEndpoints.TooLate);
        var form = await http.Request.ReadFormAsync();
        var (ip, password) = (http.Connection.RemoteIpAddress?.ToString(), form["password"].ToString());
        try
        {
            rate.Take(ip, "");
            var (email, tenant) = await links.Use(form["code"].ToString(), password, http.RequestAborted);
            // The link replaces the password, not the second factor.
            return await SignInEndpoints.Begin(http, new LoginInput(email, password, null, tenant), logIn, second, sessions, "/");
        }
        catch (Fault fault)
        {
            return SignInEndpoints.Again(http, "/password", "", fault.Message, fault);
        }
    }
}
