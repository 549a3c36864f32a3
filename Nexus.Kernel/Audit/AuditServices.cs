using Microsoft.Extensions.DependencyInjection;

namespace Nexus.Kernel.Audit;

/// <summary>Registers the sealing and the verification of the audit.</summary>
public static class AuditServices
{
    internal static void AddAudit(this IServiceCollection services)
    {
        services.AddSingleton<AuditSealer>();
        services.AddSingleton<AuditChain>();
    }

    /// <summary>Background work: seals what was committed, several times a second.</summary>
    public static void AddAuditSealing(this IServiceCollection services) => services.AddHostedService<AuditSealing>();
}
