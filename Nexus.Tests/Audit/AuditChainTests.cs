using Nexus.Kernel.Audit;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Audit;

[TestClass]
public sealed class AuditChainTests
{
    [TestMethod]
    public async Task Every_entry_is_sealed_once_and_the_chain_verifies()
    {
        await using var t = await TestTenant.Create();
        await Task.WhenAll(Enumerable.Range(0, 30).Select(i => t.Create("/api/v1/crm/companies", new { name = $"Company {i}" })));
        var verified = await Sealed(t);

        Assert.IsTrue(verified.Intact, verified.Breach?.Message);
        Assert.AreEqual(await t.Scalar<long>("select count(*) from nexus.audit where tenant_id = {tenant}"), verified.Entries);
        Assert.IsGreaterThanOrEqualTo(31, verified.Entries);
    }

    [TestMethod]
    public async Task Sealers_side_by_side_make_one_chain()
    {
        await using var t = await TestTenant.Create();
        var writing = Task.WhenAll(Enumerable.Range(0, 40).Select(i => t.Create("/api/v1/crm/companies", new { name = $"Company {i}" })));
        var sealer = t.Api.Get<AuditSealer>();
        while (!writing.IsCompleted)
            await Task.WhenAll(sealer.Seal(), sealer.Seal());
        await writing;
        var verified = await Sealed(t);
        Assert.IsTrue(verified.Intact, verified.Breach?.Message);
    }

    [TestMethod]
    public async Task A_transaction_that_commits_late_is_sealed_after_those_that_began_after_it()
    {
        await using var t = await TestTenant.Create();
        await using var slow = await t.Api.Database.OpenConnectionAsync();
        await using var transaction = await slow.BeginTransactionAsync();
        await using (var insert = slow.CreateCommand())
        {
            insert.CommandText = $"insert into nexus.audit (id, tenant_id, at, actor_kind, actor, operation, resource) values (gen_random_uuid(), '{t.Tenant.Id}', now(), 'system', 'slow', 'x', 'x')";
            await insert.ExecuteNonQueryAsync();
        }

        await t.Create("/api/v1/crm/companies", new { name = "Fast" });
        var before = await Sealed(t);
        await transaction.CommitAsync();
        var after = await Sealed(t);

        Assert.IsTrue(before.Intact && after.Intact);
        Assert.AreEqual(before.Entries + 1, after.Entries);
    }

    [TestMethod]
    [DataRow("entry_changed", 3, "update nexus.audit set actor = 'somebody else' where (tenant_id, id) = (select tenant_id, audit_id from nexus.audit_seals where tenant_id = {tenant} and sequence = 3)")]
    [DataRow("entry_changed", -1, "update nexus.audit set after = '{}' where (tenant_id, id) = (select tenant_id, audit_id from nexus.audit_seals where tenant_id = {tenant} order by sequence desc limit 1)")]
    [DataRow("entry_removed", 3, "delete from nexus.audit where (tenant_id, id) = (select tenant_id, audit_id from nexus.audit_seals where tenant_id = {tenant} and sequence = 3)")]
    [DataRow("seal_changed", 3, "create temporary table swapped on commit drop as select tenant_id, 7 - sequence as sequence, audit_id, hash from nexus.audit_seals where tenant_id = {tenant} and sequence in (3, 4); delete from nexus.audit_seals where tenant_id = {tenant} and sequence in (3, 4); insert into nexus.audit_seals select * from swapped")]
    [DataRow("seal_changed", 3, "update nexus.audit_seals set hash = sha256('x') where tenant_id = {tenant} and sequence = 3")]
    [DataRow("seal_changed", -1, "update nexus.audit_seals set hash = sha256('x') where tenant_id = {tenant} and sequence = {last}")]
    [DataRow("seal_removed", 3, "delete from nexus.audit_seals where tenant_id = {tenant} and sequence = 3")]
    [DataRow("tail_cut", -1, "with cut as (delete from nexus.audit_seals where tenant_id = {tenant} and sequence = {last} returning audit_id) delete from nexus.audit where tenant_id = {tenant} and id in (select audit_id from cut)")]
    [DataRow("head_changed", 0, "update nexus.audit_heads set count = {last} - 1, hash = (select hash from nexus.audit_seals where tenant_id = {tenant} and sequence = {last} - 1) where tenant_id = {tenant}")]
    [DataRow("head_changed", 0, "delete from nexus.audit_heads where tenant_id = {tenant}")]
    [DataRow("entry_inserted", 0, "insert into nexus.audit (id, tx, tenant_id, at, actor_kind, actor, operation, resource) values (gen_random_uuid(), '3', {tenant}, now(), 'user', 'x', 'x', 'x')")]
    public async Task What_was_touched_is_named(string code, int sequence, string tampering)
    {
        await using var t = await TestTenant.Create(await Apart.Value);
        for (var i = 0; i < 6; i++)
            await t.Create("/api/v1/crm/companies", new { name = $"Company {i}" });
        var last = (await Sealed(t)).Entries;

        await using (var command = t.Api.Database.CreateCommand($"begin; set local nexus.replaces_tenant = 'yes'; {tampering.Replace("{tenant}", $"'{t.Tenant.Id}'", StringComparison.Ordinal).Replace("{last}", $"{last}", StringComparison.Ordinal)}; commit"))
            await command.ExecuteNonQueryAsync();
        var verified = await t.Api.Get<AuditChain>().Verify(t.Tenant.Id);

        Assert.AreEqual(code, verified.Breach?.Code, verified.Breach?.Message);
        if (sequence != 0)
            Assert.AreEqual(sequence < 0 ? last : sequence, verified.Breach!.Sequence);

        // What was touched stays told, also when the chain has grown since.
        await t.Create("/api/v1/crm/companies", new { name = "Later" });
        Assert.IsFalse((await Sealed(t)).Intact);
    }

    [TestMethod]
    [DataRow("update nexus.audit set actor = 'x'")]
    [DataRow("delete from nexus.audit_seals")]
    [DataRow("truncate nexus.audit")]
    public async Task The_database_itself_refuses_to_change_entries(string sql)
    {
        var api = await TestApi.Shared();
        await using var command = api.Database.CreateCommand(sql);
        var refused = await Assert.ThrowsExactlyAsync<Npgsql.PostgresException>(() => command.ExecuteNonQueryAsync());
        Assert.AreEqual("42501", refused.SqlState);
    }

    [TestMethod]
    public async Task Entries_are_read_like_any_resource()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        await Sealed(t);
        var id = await t.Scalar<Guid>("select id from nexus.audit where tenant_id = {tenant} and operation = 'crm.company.create'");
        var entry = await t.Read($"/api/v1/core/audit_entries/{id}");
        Assert.AreEqual("crm.company.create", (string?)entry["operation"]);
        Assert.AreEqual("Acme", (string?)entry["after"]!["name"]);
        Assert.IsNotNull(entry["sequence"]);
    }

    // Touched chains fail the verification of all: they have an installation of their own.
    private static readonly Lazy<Task<TestApi>> Apart = new(() => TestApi.Start());

    private static async Task<AuditVerification> Sealed(TestTenant t)
    {
        for (var look = 1; ; look++)
        {
            await t.Api.Get<AuditSealer>().Seal();
            var verified = await t.Api.Get<AuditChain>().Verify(t.Tenant.Id);
            if (verified.Pending == 0 || look == 200)
                return verified;
            await Task.Delay(verified.Breach is null ? 10 : 1);
        }
    }
}
