using Microsoft.AspNetCore.Builder;
using Nexus.Kernel.Derive.OpenApi;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Derive.Tools;
using Nexus.Kernel.Events.Live;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Notes;
using Nexus.Kernel.Notices;

namespace Nexus.Kernel.Derive;

/// <summary>All that is reachable over HTTP and derived or the kernel's own; the API's host and the console's both map it.</summary>
public static class NexusEndpoints
{
    public static void MapNexusEndpoints(this WebApplication app)
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
        app.MapAttachments();
        app.MapNotices();
        app.MapTenants();
        app.MapTools();
    }
}
