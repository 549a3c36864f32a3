using Nexus.Kernel;
using Nexus.Tests.Derive.Rest;
using Nexus.Tests.Installation;
using Nexus.Web;

namespace Nexus.Tests.Browser.Lists;

/// <summary>The console of an installation whose one module exists in these tests only: it has pages like any other.</summary>
internal static class WorkshopSite
{
    private static readonly Lazy<Task<TestApi>> Common = new(() => TestApi.Start(configure: builder =>
    {
        builder.AddNexusKernel(Workshop.Model);
        builder.AddNexusWeb();
    }, map: app => app.MapNexusWeb()));

    public static async Task<TestTenant> Tenant() => await TestTenant.Create(await Common.Value);
}
