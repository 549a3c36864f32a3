using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

[TestClass]
public sealed class SalesPresetTests
{
    [TestMethod]
    [DataRow("retail")]
    [DataRow("services")]
    [DataRow("manufacturing")]
    [DataRow("hospitality")]
    [DataRow("media")]
    public async Task Every_industry_begins_with_pipelines_reasons_and_tags(string industry)
    {
        await using var t = await TestTenant.Create(industry: industry);
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_pipeline where is_default"));
        Assert.IsGreaterThanOrEqualTo(2L, await t.Scalar<long>("select count(*) from {schema}.crm_pipeline"));
        Assert.AreEqual(0L, await t.Scalar<long>("""
            select count(*) from {schema}.crm_pipeline p where
                (select count(*) from {schema}.crm_stage s where s.pipeline_id = p.id and s.kind = 'open') < 3
                or (select count(*) from {schema}.crm_stage s where s.pipeline_id = p.id and s.kind = 'won' and s.probability = 100) <> 1
                or (select count(*) from {schema}.crm_stage s where s.pipeline_id = p.id and s.kind = 'lost' and s.probability = 0) <> 1
            """), "Three open stages, one for won and one for lost.");
        Assert.IsGreaterThanOrEqualTo(5L, await t.Scalar<long>("select count(*) from {schema}.crm_lost_reason"));
        Assert.IsGreaterThanOrEqualTo(5L, await t.Scalar<long>("select count(*) from {schema}.crm_tag"));
        Assert.AreEqual("open", (string?)(await t.Create("/api/v1/crm/deals", new { name = "First" }))["status"]);
    }
}
