using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Web.SignIn;

/// <summary>
/// The console's session: the access token, encrypted in a cookie that no script can read. Each request asks the kernel whether the token
/// still counts, so that a revoked session ends at once.
/// </summary>
internal static class SessionCookie
{
    private const string Token = "access_token";

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "nexus_session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.LoginPath = "/sign-in";
        options.ReturnUrlParameter = "next";
        options.ExpireTimeSpan = TimeSpan.FromHours(24);
        options.SlidingExpiration = false;
        options.Events.OnValidatePrincipal = Validate;
    }

    public static ClaimsPrincipal PrincipalOf(string accessToken) =>
        new(new ClaimsIdentity([new Claim(Token, accessToken)], CookieAuthenticationDefaults.AuthenticationScheme));

    public static string? TokenOf(HttpContext http) => http.User.FindFirstValue(Token);

    private static async Task Validate(CookieValidatePrincipalContext context)
    {
        var http = context.HttpContext;
        var token = context.Principal?.FindFirstValue(Token);
        var caller = token is null ? null : await http.RequestServices.GetRequiredService<Authenticator>().Authenticate(token, http.RequestAborted);
        var tenant = caller?.TenantId is { } id ? await http.RequestServices.GetRequiredService<TenantDirectory>().Find(id, http.RequestAborted) : null;
        if (caller is null || caller.TenantId is not null && tenant is not { Status: TenantStatus.Active })
        {
            context.RejectPrincipal();
            await http.SignOutAsync();
            return;
        }

        http.Features.Set(new ConsoleCaller(caller, tenant));
    }
}
