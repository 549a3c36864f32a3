using System.Diagnostics;
using Nexus.Kernel.Tenancy;
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
        ActivationAnswer? made = null;
        Assert.IsTrue(await DemoBusiness.Create(api.App.Services, null, answer => made = answer, CancellationToken.None));
        TestContext.WriteLine($"{Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");

        Assert.IsNotNull(made);
        Assert.IsFalse(await DemoBusiness.Create(api.App.Services, null, _ => Assert.Fail("It was made twice."), CancellationToken.None));
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

    [TestMethod]
    public async Task What_was_cut_short_is_made_anew()
    {
        await using var api = await TestApi.Start();
        using var cut = new CancellationTokenSource();
        await Assert.ThrowsAsync<OperationCanceledException>(() => DemoBusiness.Create(api.App.Services, new CutAt("Selling", cut), _ => Assert.Fail("It isn't whole."), cut.Token));
        var unfinished = await Tenants(api.Database);
        Assert.HasCount(1, unfinished);

        ActivationAnswer? made = null;
        Assert.IsTrue(await DemoBusiness.Create(api.App.Services, null, answer => made = answer, CancellationToken.None));
        var there = await Tenants(api.Database);
        Assert.AreEqual((made!.Tenant.Id, "Brightline Consulting"), there.Single());
        Assert.AreNotEqual(unfinished[0].Id, made.Tenant.Id);
        Assert.IsFalse(await DemoBusiness.Create(api.App.Services, null, _ => Assert.Fail("It was made twice."), CancellationToken.None));
    }

    private static async Task<List<(Guid Id, string Name)>> Tenants(NpgsqlDataSource database)
    {
        await using var command = database.CreateCommand("select id, name from nexus.tenants");
        await using var reader = await command.ExecuteReaderAsync();
        var tenants = new List<(Guid, string)>();
        while (await reader.ReadAsync())
            tenants.Add((reader.GetGuid(0), reader.GetString(1)));
        return tenants;
    }

    /// <summary>Stops the making at the first report that begins so.</summary>
    private sealed class CutAt(string begin, CancellationTokenSource cut) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith(begin, StringComparison.Ordinal))
                cut.Cancel();
        }
    }

    private static async Task<long> Count(NpgsqlDataSource database, string what)
    {
        await using var command = database.CreateCommand($"select count(*) from {what}");
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
