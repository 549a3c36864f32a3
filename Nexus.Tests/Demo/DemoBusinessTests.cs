using System.Diagnostics;
using Nexus.Modules.Demo;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Demo;

[TestClass]
public sealed class DemoBusinessTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public async Task The_demo_has_months_of_sales_behind_it_and_is_made_once()
    {
        await using var api = await TestApi.Start();
        var started = Stopwatch.GetTimestamp();
        var made = await DemoBusiness.Create(api.App.Services, null, CancellationToken.None);
        TestContext.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

        Assert.IsNotNull(made);
        Assert.IsNull(await DemoBusiness.Create(api.App.Services, null, CancellationToken.None));
        var schema = made.Tenant.Schema;
        Assert.IsGreaterThanOrEqualTo(50L, await Count(api.Database, $"{schema}.crm_deal"));
        foreach (var status in new[] { "open", "won", "lost" })
            Assert.IsGreaterThanOrEqualTo(8L, await Count(api.Database, $"{schema}.crm_deal where status = '{status}'"), status);
        foreach (var status in new[] { "working", "qualified", "disqualified", "converted" })
            Assert.IsGreaterThanOrEqualTo(1L, await Count(api.Database, $"{schema}.crm_lead where status = '{status}'"), status);
        Assert.IsGreaterThanOrEqualTo(100L, await Count(api.Database, $"{schema}.crm_activity where done_at is not null"));
        Assert.IsGreaterThanOrEqualTo(5L, await Count(api.Database, $"{schema}.crm_activity where done_at is null"));
        Assert.IsGreaterThanOrEqualTo(4L, await Count(api.Database, $"(select distinct date_trunc('month', at) from nexus.events where tenant_id = '{made.Tenant.Id}') m"));
        Assert.AreEqual(0L, await Count(api.Database, $"nexus.events where tenant_id = '{made.Tenant.Id}' and at > now()"));
        // Every line of every deal's history begins where the one before ended.
        Assert.AreEqual(0L, await Count(api.Database, $"(select from_stage_id, lag(to_stage_id) over (partition by deal_id order by created_at) as before from {schema}.crm_deal_stage_change) c where from_stage_id is distinct from before"));
    }

    private static async Task<long> Count(NpgsqlDataSource database, string what)
    {
        await using var command = database.CreateCommand($"select count(*) from {what}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
