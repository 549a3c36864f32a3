namespace Nexus.Web.Frame;

/// <summary>The time zone of who looks: the browser tells it by a cookie; UTC before it did.</summary>
internal static class Zones
{
    private const string Cookie = "nexus_zone";

    public static TimeZoneInfo Of(HttpContext http) =>
        http.Request.Cookies[Cookie] is { Length: > 0 and < 64 } name && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone) ? zone : TimeZoneInfo.Utc;
}
