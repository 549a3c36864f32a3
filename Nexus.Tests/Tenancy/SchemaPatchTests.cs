using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Tenancy;
using Nexus.Kernel.Tenancy.Patches;
using Nexus.Modules;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class SchemaPatchTests
{
    [TestMethod]
    public async Task A_patch_is_applied_once_in_each_tenant_and_not_in_new_ones()
    {
        await using var before = await TestApi.Start();
        await using var t = await TestTenant.Create(before);
        await using (var old = before.Database.CreateCommand($"alter table \"{t.Tenant.Schema}\".crm_company add column shoe_size int default 42"))
            await old.ExecuteNonQueryAsync();

        NexusModel Patched()
        {
            var model = NexusModules.Model();
            // Would fail a second time.
            model.FindModule("crm")!.Patches.Add(new SchemaPatch(1, "crm", "Shoes are of no interest.", "alter table {schema}.crm_company drop column shoe_size"));
            return model;
        }

        await using var after = await TestApi.Start(before.ConnectionString, b => b.AddNexusKernel(Patched));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => after.Get<SchemaSync>().One(t.Tenant.Id)));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from information_schema.columns where table_schema = '{schema}' and column_name = 'shoe_size'"));
        Assert.AreEqual("crm 1 Shoes are of no interest.", await t.Scalar<string>("select string_agg(module || ' ' || number || ' ' || why, ',') from nexus.patches where tenant_id = {tenant}"));
        await t.Scalar<string>("update nexus.tenants set schema_fingerprint = 'old' where id = {tenant} returning name");
        await after.Get<SchemaSync>().One(t.Tenant.Id);

        var young = await after.Get<Activation>().Activate(new ActivationInput("Young", "services", "DE", "EUR", "a@example.com", null), null, CancellationToken.None);
        Assert.AreEqual(1L, await t.Scalar<long>($"select count(*) from nexus.patches where tenant_id = '{young.Tenant.Id}'"));
    }

    [TestMethod]
    public void Numbers_have_no_gap() => Assert.ThrowsExactly<ModelException>(() => NexusModel.Of(modules => modules.Module<Gap>()));

    [Module("gap", "Gap")]
    private sealed class Gap : IModule
    {
        public static void Declare(ModuleBuilder gap) => gap.Patch(2, "A gap.", "select 1");
    }
}
