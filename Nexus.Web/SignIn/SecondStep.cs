using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection;
using Nexus.Kernel.Identity;

namespace Nexus.Web.SignIn;

/// <summary>
/// Remembers between the two steps of a sign-in that the password was right: encrypted, in a cookie that no script can read, for a few
/// minutes. It opens nothing without a code of the second factor, and nothing at all once the password is another.
/// </summary>
internal sealed class SecondStep(IDataProtectionProvider protection)
{
    private const string Cookie = "nexus_second_step";

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly ITimeLimitedDataProtector _protector = protection.CreateProtector(Cookie).ToTimeLimitedDataProtector();

    public void Begin(HttpContext http, HalfLogIn half) =>
        http.Response.Cookies.Append(Cookie, _protector.Protect(JsonSerializer.Serialize(half), Lifetime), Options(http, Lifetime));

    /// <summary>Null when there is none, or its time is over.</summary>
    public HalfLogIn? Of(HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: > 0 } kept)
            return null;
        try
        {
            return JsonSerializer.Deserialize<HalfLogIn>(_protector.Unprotect(kept));
        }
        catch (Exception e) when (e is CryptographicException or JsonException)
        {
            return null;
        }
    }

    public static void End(HttpContext http) => http.Response.Cookies.Delete(Cookie, Options(http, null));

    private static CookieOptions Options(HttpContext http, TimeSpan? lifetime) =>
        new() { HttpOnly = true, Secure = http.Request.IsHttps, SameSite = SameSiteMode.Strict, IsEssential = true, Path = "/", MaxAge = lifetime };
}
