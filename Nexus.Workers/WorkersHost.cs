using Nexus.Kernel;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Events;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Jobs;
using Nexus.Kernel.Telemetry;
using Nexus.Modules;

namespace Nexus.Workers;

/// <summary>What makes an application run the background work: reactions, webhooks, jobs, audit seals.</summary>
public static class WorkersHost
{
    public static void AddNexusWorkers(this WebApplicationBuilder builder)
    {
        builder.AddNexusKernel(NexusModules.Model);
        builder.Services.AddAuditSealing();
        builder.Services.AddEventWorkers();
        builder.Services.AddNexusIdentityUpkeep();
        builder.Services.AddJobWorkers();
        builder.Services.AddBacklogMetrics();
    }
}
