namespace Nexus.Web.Account;

/// <summary>What a program that signed in calls itself, in words.</summary>
internal static class Device
{
    // In the order in which they are told apart: each of the later ones is named by some of the earlier, too.
    private static readonly (string Sign, string Name)[] Browsers = [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"), ("curl/", "curl")];

    private static readonly (string Sign, string Name)[] Systems = [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    public static bool IsPhone(string agent) => agent.Contains("Mobile", StringComparison.Ordinal) || agent.Contains("iPhone", StringComparison.Ordinal);

    public static string Name(string agent)
    {
        var browser = Browsers.FirstOrDefault(b => agent.Contains(b.Sign, StringComparison.Ordinal)).Name;
        var system = Systems.FirstOrDefault(s => agent.Contains(s.Sign, StringComparison.Ordinal)).Name;
        return (browser, system) switch
        {
            (not null, not null) => $"{browser}, {system}",
            (null, null) => agent.Length is 0 ? "?" : agent.Split(' ', 2)[0],
            _ => browser ?? system!,
        };
    }
}
