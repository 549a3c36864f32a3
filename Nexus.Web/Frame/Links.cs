using Nexus.Kernel.Declare;

namespace Nexus.Web.Frame;

/// <summary>Addresses of the console's pages.</summary>
public static class Links
{
    public static string List(ResourceType resource) => $"/{resource.Module}/{resource.Plural}";

    public static string Record(ResourceType resource, string id) => $"/{resource.Module}/{resource.Plural}/{Uri.EscapeDataString(id)}";

    public static string New(ResourceType resource) => $"/{resource.Module}/{resource.Plural}/new";

    public static string Report(ReportType report) => $"/{report.Module}/reports/{report.ShortName}";

    /// <summary>True for an address that a link may lead to: the web, nothing that a script could hide in.</summary>
    public static bool IsWeb(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    /// <summary>Without what everyone knows.</summary>
    public static string Short(string address) => address.Replace("https://", "", StringComparison.OrdinalIgnoreCase).Replace("http://", "", StringComparison.OrdinalIgnoreCase).TrimEnd('/');
}
