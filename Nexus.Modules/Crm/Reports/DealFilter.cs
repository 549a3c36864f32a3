using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Crm.Reports;

/// <summary>Conditions on deals, under the alias <c>d</c>, that reports share.</summary>
internal static class DealFilter
{
    /// <summary>Nothing for what isn't given.</summary>
    public static Sql Of(Guid? pipeline, Guid? owner) => Pipeline(pipeline).Then(Owner(owner));

    private static Sql Pipeline(Guid? pipeline) => pipeline is { } id ? (Sql)$" and d.pipeline_id = {id}" : Sql.Empty;

    private static Sql Owner(Guid? owner) => owner is { } id ? (Sql)$" and d.owner_id = {id}" : Sql.Empty;
}
