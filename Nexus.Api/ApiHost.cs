using Nexus.Kernel;
using Nexus.Kernel.Derive;
using Nexus.Modules;

namespace Nexus.Api;

/// <summary>What makes a web application the Nexus API; the host of its own and the standalone process both call it.</summary>
public static class ApiHost
{
    public static void AddNexusApi(this WebApplicationBuilder builder) => builder.AddNexusKernel(NexusModules.Model);

    public static void MapNexusApi(this WebApplication app) => app.MapNexusEndpoints();
}
