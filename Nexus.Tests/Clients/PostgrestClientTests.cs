using Nexus.Tests.Derive.Rest;

namespace Nexus.Tests.Clients;

/// <summary>PostgREST's own JavaScript client works with the API.</summary>
[TestClass]
public sealed class PostgrestClientTests
{
    [TestMethod]
    public async Task Postgrest_js_reads_and_writes()
    {
        await using var t = await Workshop.Tenant();
        var output = await NodeClient.Run("postgrest", "shop.mjs", ("NEXUS_URL", t.Api.Address + "api/v1/shop"), ("NEXUS_KEY", t.Activated.ApiKey));
        StringAssert.Contains(output, "all is well");
    }
}
