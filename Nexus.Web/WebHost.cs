namespace Nexus.Web;

/// <summary>What makes a web application the console.</summary>
public static class WebHost
{
    public static void AddNexusWeb(this WebApplicationBuilder builder)
    {
    }

    public static void MapNexusWeb(this WebApplication app)
    {
    }
}
