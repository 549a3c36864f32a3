using Nexus.Kernel.Run;
using Nexus.Modules.Crm.Reports;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crm;

/// <summary>What the roles of a sales team see and may do.</summary>
[TestClass]
public sealed class SalesRolesTests
{
    [TestMethod]
    public async Task A_representative_sees_and_works_on_own_rows_only()
    {
        await using var t = await TestTenant.Create();
        var (ada, grace) = (await t.NewUser("Ada"), await t.NewUser("Grace"));
        var (asAda, asGrace) = (t.As(ada, "sales_representative"), t.As(grace, "sales_representative"));
        var deal = (await t.Run(asAda, "crm.deal.create", new { name = "Ada's", value = new { amount = 100, currency = "EUR" } })).RowId!.Value;
        await t.Run(asGrace, "crm.deal.create", new { name = "Grace's", value = new { amount = 900, currency = "EUR" } });

        Assert.AreEqual(100m, (await t.Report(asAda, new PipelineByStage())).Sum(r => (decimal)r!["total"]!));
        Assert.AreEqual(1000m, (await t.Report(t.As(ada, "sales_director"), new PipelineByStage())).Sum(r => (decimal)r!["total"]!));
        Assert.AreEqual(404, (await Refused(() => t.Run(asGrace, "crm.deal.win", new { }, deal))).Status);
        Assert.AreEqual(404, (await Refused(() => t.Run(asGrace, "crm.deal.update", new { name = "Mine" }, deal))).Status);
        Assert.AreEqual(403, (await Refused(() => t.Run(asAda, "crm.stage.create", new { name = "S", pipeline_id = Guid.NewGuid() }))).Status);
        Assert.AreEqual(403, (await Refused(() => t.Run(asAda, "crm.contact.merge", new { duplicates = new[] { Guid.NewGuid() } }, Guid.NewGuid()))).Status);
        Assert.AreEqual(403, (await Refused(() => t.Run(asAda, "crm.deal.archive", new { }, deal))).Status);
        await t.Run(asAda, "crm.deal.win", new { }, deal);
    }

    [TestMethod]
    public async Task A_manager_works_on_the_teams_rows()
    {
        await using var t = await TestTenant.Create();
        var (ada, grace, boss) = (await t.NewUser("Ada"), await t.NewUser("Grace"), await t.NewUser("Boss"));
        var team = await t.Scalar<Guid>("insert into nexus.teams (id, tenant_id, name) values (gen_random_uuid(), {tenant}, 'North') returning id");
        await t.Scalar<Guid>($"insert into nexus.team_members (id, tenant_id, team_id, user_id) values (gen_random_uuid(), {{tenant}}, '{team}', '{ada}') returning team_id");
        var manager = t.As(boss, "sales_manager", team);
        var members = (await t.Run(t.As(ada, "sales_representative"), "crm.deal.create", new { name = "A", value = new { amount = 100, currency = "EUR" } })).RowId!.Value;
        var stranger = (await t.Run(t.As(grace, "sales_representative"), "crm.deal.create", new { name = "B", value = new { amount = 900, currency = "EUR" } })).RowId!.Value;

        Assert.AreEqual(100m, (await t.Report(manager, new PipelineByStage())).Sum(r => (decimal)r!["total"]!));
        Assert.AreEqual("unknown_reference", (await Refused(() => t.Run(manager, "crm.deal.assign_many", new { ids = new[] { members, stranger }, owner_id = boss }))).Fields.Single().Code);
        await t.Run(manager, "crm.deal.assign_many", new { ids = new[] { members }, owner_id = boss });
        Assert.AreEqual(403, (await Refused(() => t.Run(manager, "crm.pipeline.make_default", new { }, Guid.NewGuid()))).Status);
    }

    private static async Task<Fault> Refused(Func<Task> run) => await Assert.ThrowsExactlyAsync<Fault>(run);
}
