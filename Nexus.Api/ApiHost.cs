using Nexus.Kernel;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Derive.Tools;
using Nexus.Kernel.Events.Live;
using Nexus.Kernel.Identity;
using Nexus.Modules;

namespace Nexus.Api;

/// <summary>What makes a web application the Nexus API; the host of its own and the standalone process both call it.</summary>
public static class ApiHost
{
    public static void AddNexusApi(this WebApplicationBuilder builder)
    {
        builder.AddNexusKernel(NexusModules.Model);
    }

    public static void MapNexusApi(this WebApplication app)
    {
        app.UseNexusHttpRules();
        app.UseNexusProblems();
        app.MapNexusAuth();
        app.MapExplain();
        app.MapActivation();
        app.MapLiveEvents();
        app.MapReads();
        app.MapMetadata();
        app.MapOpenApi();
        app.MapWrites();
        app.MapImports();
        app.MapSearch();
        app.MapTenants();
        app.MapTools();
    }
}
