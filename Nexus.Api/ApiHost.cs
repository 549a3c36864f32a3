namespace Nexus.Api;

/// <summary>What makes a web application the Nexus API; the host of its own and the standalone process both call it.</summary>
public static class ApiHost
{
    public static void AddNexusApi(this WebApplicationBuilder builder)
    {
    }

    public static void MapNexusApi(this WebApplication app)
    {
    }
}
