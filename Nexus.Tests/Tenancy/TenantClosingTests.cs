using System.Text.Json.Nodes;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Tenancy;

/// <summary>While a tenant is restored nobody gets in, others go on, and it is open again however the restore ends.</summary>
[TestClass]
public sealed class TenantClosingTests
{
    [TestMethod]
    public async Task A_closed_tenant_says_so_and_opens_again()
    {
        await using var t = await TestTenant.Create();
        var closing = t.Api.Get<TenantClosing>();
        await using (await closing.Close(t.Tenant.Id, TenantStatus.Restoring, default))
        {
            foreach (var response in new[] { await t.Http.GetAsync("/api/v1/crm/companies"), await t.Post("/api/v1/crm/companies", new { name = "Too soon" }), await Identity.Credentials.TryLogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id) })
            {
                Assert.AreEqual(503, (int)response.StatusCode);
                Assert.AreEqual("tenant_restoring", (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
                Assert.IsGreaterThan(TimeSpan.Zero, response.Headers.RetryAfter!.Delta!.Value);
            }

            Assert.AreEqual("tenant_closed", (await Assert.ThrowsExactlyAsync<Fault>(() => closing.Close(t.Tenant.Id, TenantStatus.Restoring, default))).Code);
            Assert.AreEqual("tenant_restoring", (await Assert.ThrowsExactlyAsync<Fault>(() => t.Api.Get<TenantStates>().Set(t.Tenant, TenantStatus.Suspended, Caller.System("test"), default))).Code);
        }

        await t.Create("/api/v1/crm/companies", new { name = "In time" });
    }

    [TestMethod]
    public async Task A_restore_that_fails_leaves_the_tenant_as_it_was_even_suspended()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        using var file = new MemoryStream();
        await t.Api.Get<TenantBackup>().Write(t.Tenant.Id, file);
        await t.Api.Get<TenantStates>().Set(t.Tenant, TenantStatus.Suspended, Caller.System("test"), default);
        // Something of somebody else's is in the way of the tables.
        await t.Scalar<string>("with t as (update nexus.users set tenant_id = null where tenant_id = {tenant} returning id) select id::text from t");
        await Assert.ThrowsAsync<PostgresException>(() => t.Api.Get<TenantRestore>().Read(file, asCopy: false));
        Assert.AreEqual("suspended", await t.Scalar<string>("select status from nexus.tenants where id = {tenant} and status_before is null"));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_company"));
    }

    [TestMethod]
    public async Task A_tenant_whose_restore_was_cut_off_is_opened_by_who_looks_next()
    {
        await using var t = await TestTenant.Create();
        await using var other = await TestApi.Start(t.Api.ConnectionString);
        await t.Scalar<string>("update nexus.tenants set status = 'restoring', status_before = 'active' where id = {tenant} returning status");
        t.Api.Get<Invalidations>().Raise("tenant", t.Tenant.Id.ToString());
        Assert.AreEqual(200, (int)(await t.Http.GetAsync("/api/v1/crm/companies")).StatusCode);
        Assert.AreEqual(200, (int)(await other.Client(t.Activated.ApiKey).GetAsync("/api/v1/crm/companies")).StatusCode);
    }

    [TestMethod]
    public async Task While_one_tenant_is_closed_the_audit_of_others_is_sealed_and_its_own_afterwards()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await using var other = await TestTenant.Create(api);
        await using (await api.Get<TenantClosing>().Close(t.Tenant.Id, TenantStatus.Restoring, default))
        {
            // As if written before and not sealed yet when it was closed.
            await t.Scalar<string>("insert into nexus.audit (id, tenant_id, at, actor_kind, actor, operation, resource) values (gen_random_uuid(), {tenant}, now(), 'system', 'test', 'test', 'test') returning actor");
            await other.Create("/api/v1/crm/companies", new { name = "Goes on" });
            await Eventually.Equal(0L, () => Pending(api, other));
            Assert.AreNotEqual(0L, await Pending(api, t));
        }

        await Eventually.Equal(0L, () => Pending(api, t));
        Assert.IsTrue((await api.Get<AuditChain>().Verify(t.Tenant.Id)).Intact);
    }

    private static async Task<long> Pending(TestApi api, TestTenant t)
    {
        await api.Get<AuditSealer>().Seal();
        return (await api.Get<AuditChain>().Verify(t.Tenant.Id)).Pending;
    }
}
