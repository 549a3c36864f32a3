using System.IO.Compression;
using System.Text;
using Nexus.Kernel.Audit;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class TenantLifeTests
{
    private static readonly Caller Platform = Caller.System("admin@platform.example", kind: CallerKind.Platform);

    [TestMethod]
    public async Task A_suspended_tenant_is_shut_everywhere_within_a_second_and_a_resumed_one_open()
    {
        await using var t = await TestTenant.Create();
        await using var second = await TestApi.Start(t.Api.ConnectionString);
        var there = second.Client(t.Activated.ApiKey);
        Assert.AreEqual(200, (int)(await there.GetAsync("/api/v1/search?q=a")).StatusCode);

        await t.Api.Get<TenantStates>().Set(t.Tenant, TenantStatus.Suspended, Platform, CancellationToken.None);
        Assert.AreEqual(403, (int)(await t.Http.GetAsync("/api/v1/search?q=a")).StatusCode);
        await Task.Delay(1000);
        Assert.AreEqual(403, (int)(await there.GetAsync("/api/v1/search?q=a")).StatusCode);

        await t.Api.Get<TenantStates>().Set(t.Tenant, TenantStatus.Active, Platform, CancellationToken.None);
        Assert.AreEqual(200, (int)(await t.Http.GetAsync("/api/v1/search?q=a")).StatusCode);
        Assert.AreEqual("platform.tenant.resume,platform.tenant.suspend", await t.Scalar<string>("select string_agg(operation, ',' order by operation) from nexus.audit where tenant_id = {tenant} and operation like '%.%.%e%' and resource = 'core.tenant' and operation <> 'platform.tenant.activate'"));
    }

    [TestMethod]
    public async Task A_restored_tenant_is_as_it_was_at_the_backup()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await Fill(t);
        // All that happened so far was dispatched, as workers do within moments.
        await t.Scalar<string>("insert into nexus.cursors (name, tx, position) select 'dispatch', max(tx), max(position) from nexus.events returning name");
        using var file = await Backup(t);
        var before = await State(t);

        await t.Create("/api/v1/crm/companies", new { name = "Too late" });
        var restored = await t.Api.Get<TenantRestore>().Read(file, asCopy: false);
        Assert.AreEqual(t.Tenant.Id, restored.TenantId);
        Assert.AreEqual(new DroppedSecrets(0, 0), restored.Dropped);

        Assert.AreEqual(before, await State(t));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and tx <> '0'"));
        Assert.AreEqual(200, (int)(await t.Http.GetAsync("/api/v1/search?q=acme")).StatusCode);
        await t.Create("/api/v1/crm/companies", new { name = "Life goes on" });
        await Sealed(t.Api, t.Tenant.Id);
    }

    [TestMethod]
    public async Task A_tenant_moves_to_an_installation_that_lacks_it()
    {
        await using var t = await TestTenant.Create();
        await Fill(t);
        using var file = await Backup(t);
        await using var elsewhere = await TestApi.Start();
        await elsewhere.Get<TenantRestore>().Read(file, asCopy: false);
        Assert.AreEqual(200, (int)(await elsewhere.Client(t.Activated.ApiKey).GetAsync("/api/v1/search?q=acme")).StatusCode);
        await Sealed(elsewhere, t.Tenant.Id);
    }

    [TestMethod]
    public async Task A_copy_stands_beside_the_original()
    {
        await using var t = await TestTenant.Create();
        await Fill(t);
        using var file = await Backup(t);
        var before = await State(t);
        var copy = (await t.Api.Get<TenantRestore>().Read(file, asCopy: true)).TenantId;

        Assert.AreNotEqual(t.Tenant.Id, copy);
        Assert.AreEqual(before, await State(t));
        await using var command = t.Api.Database.CreateCommand($"select (select count(*) from \"{Tenant.SchemaOf(copy)}\".crm_company c join nexus.users u on u.id = c.owner_id and u.tenant_id = '{copy}') || ',' || (select count(*) from nexus.api_keys where tenant_id = '{copy}')");
        Assert.AreEqual("1,0", await command.ExecuteScalarAsync());
        await Sealed(t.Api, copy);
    }

    [TestMethod]
    [DataRow("cut")]
    [DataRow("changed")]
    [DataRow("other")]
    public async Task A_damaged_backup_is_refused_in_one_line_and_changes_nothing(string damage)
    {
        await using var t = await TestTenant.Create();
        await Fill(t);
        using var file = await Backup(t);
        var before = await State(t);
        var bytes = file.ToArray();
        bytes = damage switch
        {
            "cut" => bytes[..(bytes.Length / 2)],
            "changed" => Changed(bytes),
            _ => Encoding.UTF8.GetBytes("not a backup"),
        };
        var refused = await Assert.ThrowsExactlyAsync<Fault>(() => t.Api.Get<TenantRestore>().Read(new MemoryStream(bytes), asCopy: false));
        Assert.AreEqual("backup_damaged", refused.Code);
        Assert.DoesNotContain("\n", refused.Message);
        Assert.AreEqual(before, await State(t));
    }

    [TestMethod]
    public async Task An_export_has_everything_and_no_secret()
    {
        await using var t = await TestTenant.Create();
        await Fill(t);
        using var file = new MemoryStream();
        await t.Api.Get<TenantExport>().Write(t.Tenant, file);
        using var zip = new ZipArchive(file);
        var text = string.Concat(zip.Entries.Select(e => { using var reader = new StreamReader(e.Open()); return reader.ReadToEnd(); }));

        StringAssert.Contains(text, "Acme Ltd");
        foreach (var name in (string[])["manifest.json", "crm.company.csv", "core.user.csv", "events.csv", "audit.csv"])
            Assert.IsNotNull(zip.GetEntry(name), name);
        Assert.DoesNotContain(await t.Scalar<string>("select password_hash from nexus.users where tenant_id = {tenant}"), text);
        Assert.DoesNotContain("password_hash", text);
        Assert.DoesNotContain("secret_hash", text);
    }

    [TestMethod]
    public async Task An_erased_tenant_leaves_nothing_but_the_proof()
    {
        await using var t = await TestTenant.Create();
        await Fill(t);
        var erasure = t.Api.Get<TenantErasure>();
        var request = await erasure.Request(t.Tenant.Id, CancellationToken.None);
        Assert.AreEqual("wrong_name", (await Assert.ThrowsExactlyAsync<Fault>(() => erasure.Erase(t.Tenant.Id, "acme", request.Confirmation, Platform, CancellationToken.None))).Fields[0].Code);
        Assert.AreEqual("wrong_confirmation", (await Assert.ThrowsExactlyAsync<Fault>(() => erasure.Erase(t.Tenant.Id, "Acme", "1." + request.Confirmation, Platform, CancellationToken.None))).Fields[0].Code);
        var proof = await erasure.Erase(t.Tenant.Id, "Acme", request.Confirmation, Platform, CancellationToken.None);

        Assert.IsTrue(proof["rows"]!.AsArray().All(r => (long)r!["after"]! == 0), proof.ToJsonString());
        Assert.IsTrue(proof["rows"]!.AsArray().Any(r => (long)r!["before"]! > 0));
        Assert.IsTrue((bool)proof["schema_dropped"]!);
        Assert.AreEqual(0L, await t.Scalar<long>("select (select count(*) from nexus.users where tenant_id = {tenant}) + (select count(*) from nexus.audit where tenant_id = {tenant}) + (select count(*) from nexus.events where tenant_id = {tenant}) + (select count(*) from pg_namespace where nspname = '{schema}')"));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.erasures where erased_id = {tenant}"));
        Assert.IsTrue((int)(await t.Http.GetAsync("/api/v1/search?q=a")).StatusCode is 401 or 404);
    }

    [TestMethod]
    [DataRow("GET", "")]
    [DataRow("GET", "/{id}")]
    [DataRow("POST", "/{id}/suspend")]
    [DataRow("GET", "/{id}/export")]
    [DataRow("GET", "/{id}/backup")]
    [DataRow("POST", "/{id}/erase")]
    [DataRow("POST", "/restore")]
    [DataRow("POST", "/{id}/activate_modules")]
    public async Task A_tenants_administrator_may_none_of_it(string method, string path)
    {
        await using var t = await TestTenant.Create();
        var response = await t.Send(new HttpMethod(method), "/api/v1/platform/tenants" + path.Replace("{id}", t.Tenant.Id.ToString(), StringComparison.Ordinal), method == "POST" ? new { } : null);
        Assert.AreEqual(403, (int)response.StatusCode);
    }

    [TestMethod]
    public async Task A_schema_that_lacks_something_gets_it_before_the_tenant_is_worked_on()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        var columns = await Shape(t);
        await using (var spoil = t.Api.Database.CreateCommand($"alter table \"{t.Tenant.Schema}\".crm_contact drop column email cascade; alter table \"{t.Tenant.Schema}\".crm_company drop column search; drop index if exists \"{t.Tenant.Schema}\".crm_company__domain; alter table \"{t.Tenant.Schema}\".crm_contact drop constraint fk__company_id; update nexus.tenants set schema_fingerprint = 'old' where id = '{t.Tenant.Id}'"))
            await spoil.ExecuteNonQueryAsync();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => t.Api.Get<SchemaSync>().One(t.Tenant.Id)));
        Assert.AreEqual(columns, await Shape(t));
        Assert.AreEqual(0, await t.Api.Get<SchemaSync>().All());
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", email = "ada@example.com" });
    }

    private static Task<string> Shape(TestTenant t) => t.Scalar<string>("""
        select string_agg(x, E'\n' order by x) from (
          select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable as x from information_schema.columns where table_schema = '{schema}'
          union all select indexdef from pg_indexes where schemaname = '{schema}'
          union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint where connamespace = '"{schema}"'::regnamespace and contype = 'f') s
        """);

    private static async Task Fill(TestTenant t)
    {
        var company = await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada", company_id = (string?)company["id"] });
        await Sealed(t.Api, t.Tenant.Id);
    }

    private static async Task<MemoryStream> Backup(TestTenant t)
    {
        var file = new MemoryStream();
        await t.Api.Get<TenantBackup>().Write(t.Tenant.Id, file);
        file.Position = 0;
        return file;
    }

    private static byte[] Changed(byte[] bytes)
    {
        // A byte of the first part's content, behind its header.
        bytes = [.. bytes];
        bytes[150] ^= 0xff;
        return bytes;
    }

    private static Task<string> State(TestTenant t) => t.Scalar<string>("""
        select (select md5(string_agg(c::text, '' order by id)) from {schema}.crm_company c) || (select md5(string_agg(c::text, '' order by id)) from {schema}.crm_contact c)
          || (select md5(string_agg(to_jsonb(u)::text, '' order by id)) from nexus.users u where tenant_id = {tenant}) || (select md5(string_agg(to_jsonb(r)::text, '' order by id)) from nexus.roles r where tenant_id = {tenant})
          || (select md5(string_agg(id || name || data, '' order by position)) from nexus.events where tenant_id = {tenant}) || (select md5(string_agg(s::text, '' order by sequence)) from nexus.audit_seals s where tenant_id = {tenant})
          || (select md5(string_agg(secret_hash::text, '')) from nexus.api_keys where tenant_id = {tenant})
        """);

    private static async Task Sealed(TestApi api, Guid tenant)
    {
        for (var look = 1; ; look++)
        {
            await api.Get<AuditSealer>().Seal();
            var verified = await api.Get<AuditChain>().Verify(tenant);
            Assert.IsTrue(verified.Intact, verified.Breach?.Message);
            if (verified.Pending == 0)
                return;
            Assert.IsLessThan(500, look, "not sealed in time");
            await Task.Delay(20);
        }
    }
}
