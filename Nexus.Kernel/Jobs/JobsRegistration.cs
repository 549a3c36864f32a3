using Microsoft.Extensions.DependencyInjection;
using Nexus.Kernel.Declare;

namespace Nexus.Kernel.Jobs;

/// <summary>What the hosts and the kernel's own module take from here.</summary>
public static class JobsRegistration
{
    /// <summary>The jobs that tenants arrange, and the kernel's own housekeeping.</summary>
    public static void AddJobWorkers(this IServiceCollection services)
    {
        services.AddHostedService<JobRunner>();
        services.AddHostedService<TimerRunner>();
        services.AddHostedService<Maintenance>();
    }

    internal static ModuleBuilder JobAdministration(this ModuleBuilder core) => core
        .Resource<Job>()
        .Operation<CreateJob>()
        .Operation<RunJobNow>()
        .Operation<PauseJob>()
        .Operation<ResumeJob>();
}
