using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Kernel.Identity;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Tenancy;

/// <summary>What a tenant has in the tables of the installation, through backup, restore and erasure.</summary>
[TestClass]
public sealed class TenantTablesTests
{
    [TestMethod]
    public async Task Each_table_of_the_installation_is_backed_up_left_out_or_of_no_tenant()
    {
        var api = await TestApi.Shared();
        var tables = await Rows(api, "select table_name from information_schema.tables where table_schema = 'nexus' and table_type = 'BASE TABLE'");
        string[] decided = [.. InstallationTables.BackedUp, .. InstallationTables.LeftOut, .. InstallationTables.OfNoTenant];
        CollectionAssert.AreEquivalent(tables, decided, "Put each table of the schema nexus into exactly one list of InstallationTables.");

        var ofTenants = await Rows(api, "select table_name from information_schema.columns where table_schema = 'nexus' and column_name in ('tenant_id', 'user_id')");
        Assert.IsFalse(ofTenants.Intersect(InstallationTables.OfNoTenant).Any(), string.Join(", ", ofTenants.Intersect(InstallationTables.OfNoTenant)));
        CollectionAssert.IsSubsetOf(InstallationTables.NotCopied.ToArray(), InstallationTables.BackedUp.ToArray());
    }

    [TestMethod]
    public async Task Webhooks_jobs_and_what_is_still_to_be_done_come_back()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await FillShared(t);
        var before = await Shared(t);
        using var file = await Backup(t);
        await t.Scalar<long>("with d as (delete from nexus.webhooks where tenant_id = {tenant}), i as (delete from nexus.inbox where tenant_id = {tenant}), j as (delete from nexus.jobs where tenant_id = {tenant}) select 1::bigint");

        await api.Get<TenantRestore>().Read(file, asCopy: false);
        Assert.AreEqual(before, await Shared(t));
        // What wasn't dispatched yet is dispatched now; what was isn't again.
        Assert.AreEqual("lab.new", await t.Scalar<string>("select string_agg(name, ',') from nexus.events where tenant_id = {tenant} and tx <> '0'"));
        Assert.AreEqual("parked,due", await t.Scalar<string>("select string_agg(i.status, ',' order by i.status desc) from nexus.inbox i join nexus.events e on e.position = i.event_position and e.id = i.event_id where i.tenant_id = {tenant}"));

        var copy = (await api.Get<TenantRestore>().Read(file, asCopy: true)).TenantId;
        Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from (select tenant_id from nexus.webhooks union all select tenant_id from nexus.jobs union all select tenant_id from nexus.inbox union all select tenant_id from nexus.deliveries) s where tenant_id = '{copy}'"));
        Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from nexus.events where tenant_id = '{copy}' and tx <> '0'"));
    }

    [TestMethod]
    public async Task Secrets_under_another_master_key_are_dropped_and_the_answer_says_so()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await FillShared(t);
        using var file = await Backup(t);
        await using var elsewhere = await TestApi.Start(configure: b => b.Configuration.AddInMemoryCollection([new("Nexus:MasterKey", Convert.ToBase64String([.. Enumerable.Repeat((byte)7, 32)]))]));

        var restored = await elsewhere.Get<TenantRestore>().Read(file, asCopy: false);
        Assert.AreEqual(new DroppedSecrets(1, 1), restored.Dropped);
        Assert.HasCount(2, restored.Dropped.Told().ToArray());
        await using var command = elsewhere.Database.CreateCommand($"select (select count(*) from nexus.users where tenant_id = '{t.Tenant.Id}' and totp_secret is not null) + (select count(*) from nexus.recovery_codes) + (select count(*) from nexus.webhook_secrets)");
        Assert.AreEqual(0L, await command.ExecuteScalarAsync());

        using var http = elsewhere.Client(t.Activated.ApiKey);
        var webhook = JsonNode.Parse(await http.GetStringAsync("/api/v1/core/webhooks"))![0]!;
        Assert.IsNotNull(webhook["disabled_at"]);
        Assert.AreEqual(409, (int)(await http.PostAsync($"/api/v1/core/webhooks/{webhook["id"]}/enable", null)).StatusCode);
        Assert.AreEqual(200, (int)(await http.PostAsync($"/api/v1/core/webhooks/{webhook["id"]}/rotate_secret", null)).StatusCode);
        Assert.AreEqual(200, (int)(await http.PostAsync($"/api/v1/core/webhooks/{webhook["id"]}/enable", null)).StatusCode);
    }

    [TestMethod]
    public async Task A_credential_of_after_the_backup_no_longer_counts()
    {
        await using var t = await TestTenant.Create();
        using var file = await Backup(t);
        var late = await TestKey.Create(t, new Kernel.Declare.Grant("*"));
        using var http = t.Api.Client(late.Key);
        Assert.AreEqual(200, (int)(await http.GetAsync("/api/v1/crm/contacts")).StatusCode);
        await t.Api.Get<TenantRestore>().Read(file, asCopy: false);
        Assert.AreEqual(401, (int)(await http.GetAsync("/api/v1/crm/contacts")).StatusCode);
    }

    [TestMethod]
    public async Task Erasure_leaves_no_row_in_any_table()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await FillShared(t);
        await t.Scalar<Guid>("with p as (insert into nexus.preferences (user_id, tenant_id, name, value) select id, {tenant}, 'home', '{}' from nexus.users where tenant_id = {tenant}) insert into nexus.notices (id, tenant_id, user_id, resource, row_id, actor, at) select gen_random_uuid(), {tenant}, id, 'crm.deal', id, 'x', now() from nexus.users where tenant_id = {tenant} returning id");
        await t.Scalar<string>("with a as (insert into nexus.activations (key_hash, request_hash, tenant_id) values ('\\x01', '\\x01', {tenant})) insert into nexus.idempotency (tenant_id, caller, key, request_hash) values ({tenant}, 'x', 'x', '\\x01') returning key");
        var users = await Rows(api, $"select id::text from nexus.users where tenant_id = '{t.Tenant.Id}'");
        var erasure = api.Get<TenantErasure>();
        var by = Caller.System("admin@platform.example", kind: CallerKind.Platform);
        var proof = await erasure.Erase(t.Tenant.Id, "Acme", (await erasure.Request(t.Tenant.Id, default)).Confirmation, by, default);

        var proven = proof["rows"]!.AsArray().ToDictionary(r => (string)r!["table"]!, r => ((long)r!["before"]!, (long)r["after"]!));
        Assert.IsTrue(proven.Values.All(r => r.Item2 == 0), proof.ToJsonString());
        foreach (var table in (string[])[.. InstallationTables.BackedUp, .. InstallationTables.LeftOut.Except(["sessions", "audit_heads"])])
            Assert.IsTrue(table is "audit_seals" or "custom_fields" or "teams" or "team_members" or "patches" or "timers" or "views" || proven[$"nexus.{table}"].Item1 > 0, $"{table}: {proof.ToJsonString()}");
        foreach (var (table, column) in await Columns(api))
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from nexus.{table} where {column}::text = any(array['{t.Tenant.Id}', '{string.Join("', '", users)}'])"), $"{table}.{column}");
        Assert.AreEqual("platform.tenant.erase", await t.Scalar<string>($"select operation from nexus.audit where tenant_id = '{PlatformAudit.PlatformChain}' and row_id = {{tenant}}"));
    }

    /// <summary>Something in each table of the installation that a tenant can have rows in.</summary>
    private static async Task FillShared(TestTenant t)
    {
        var master = t.Api.Get<MasterKey>();
        await using var command = t.Api.Database.CreateCommand($"""
            with u as (select id from nexus.users where tenant_id = '{t.Tenant.Id}' limit 1),
                 old as (insert into nexus.events (id, tenant_id, name, resource, actor, at, data) values (gen_random_uuid(), '{t.Tenant.Id}', 'lab.old', 'lab.sample', 'x', now(), '[]'), (gen_random_uuid(), '{t.Tenant.Id}', 'lab.older', 'lab.sample', 'x', now(), '[]') returning id, position, name, tx),
                 w as (insert into nexus.webhooks (id, tenant_id, url, events, user_id) select gen_random_uuid(), '{t.Tenant.Id}', 'https://example.com/', array['*'], u.id from u returning id),
                 s as (insert into nexus.webhook_secrets (webhook_id, tenant_id, secret) select w.id, '{t.Tenant.Id}', $1 from w),
                 d as (insert into nexus.deliveries (id, tenant_id, webhook_id, event_id, event_position) select gen_random_uuid(), '{t.Tenant.Id}', w.id, e.id, e.position from w, old e),
                 i as (insert into nexus.inbox (id, tenant_id, event_id, event_position, reaction, status) select gen_random_uuid(), '{t.Tenant.Id}', e.id, e.position, r, case when r = 'done' then 'done' when e.name = 'lab.old' then 'due' else 'parked' end
                       from old e, unnest(array['done', 'to do']) r),
                 j as (insert into nexus.jobs (id, tenant_id, name, operation, cron, user_id) select gen_random_uuid(), '{t.Tenant.Id}', 'Each day', 'crm.contact.create', '0 8 * * *', u.id from u),
                 n as (insert into nexus.notes (id, tenant_id, resource, row_id, text) values (gen_random_uuid(), '{t.Tenant.Id}', 'crm.contact', gen_random_uuid(), 'A note')),
                 a as (insert into nexus.attachments (id, tenant_id, resource, row_id, name, content_type, size, bytes) values (gen_random_uuid(), '{t.Tenant.Id}', 'crm.contact', gen_random_uuid(), 'a.bin', 'text/plain', 3, '\x00ff5c')),
                 r as (insert into nexus.recovery_codes (user_id, code_hash) select u.id, '\x01' from u),
                 c as (insert into nexus.cursors (name, tx, position) select 'dispatch', max(tx), max(position) from old)
            select id from u
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = master.Encrypt(WebhookSecrets.Purpose, new byte[32]) });
        var user = (Guid)(await command.ExecuteScalarAsync())!;
        await using var later = t.Api.Database.CreateCommand($"""
            with e as (insert into nexus.events (id, tenant_id, name, resource, actor, at, data) values (gen_random_uuid(), '{t.Tenant.Id}', 'lab.new', 'lab.sample', 'x', now(), '[]'))
            update nexus.users set totp_secret = $1, totp_confirmed_at = now() where id = '{user}'
            """);
        later.Parameters.Add(new NpgsqlParameter { Value = master.Encrypt(SecondFactor.Purpose(user), new byte[20]) });
        await later.ExecuteNonQueryAsync();
    }

    /// <summary>Without what a restore may change: places in the log, and of the inbox what is over.</summary>
    private static Task<string> Shared(TestTenant t) => t.Scalar<string>("""
        select concat_ws('|', (select string_agg(to_jsonb(w)::text, '' order by id) from nexus.webhooks w where tenant_id = {tenant}), (select string_agg(to_jsonb(w)::text, '' order by webhook_id) from nexus.webhook_secrets w where tenant_id = {tenant}),
          (select string_agg((to_jsonb(d) - 'event_position')::text, '' order by id) from nexus.deliveries d where tenant_id = {tenant}), (select string_agg((to_jsonb(i) - 'event_position')::text, '' order by id) from nexus.inbox i where tenant_id = {tenant} and status <> 'done'),
          (select string_agg(to_jsonb(j)::text, '' order by id) from nexus.jobs j where tenant_id = {tenant}), (select string_agg(to_jsonb(r)::text, '' order by code_hash) from nexus.recovery_codes r join nexus.users u on u.id = r.user_id where tenant_id = {tenant}),
          (select string_agg(to_jsonb(n)::text, '' order by id) from nexus.notes n where tenant_id = {tenant}), (select string_agg(to_jsonb(a)::text, '' order by id) from nexus.attachments a where tenant_id = {tenant}),
          (select string_agg(to_jsonb(u)::text, '' order by id) from nexus.users u where tenant_id = {tenant}))
        """);

    private static async Task<List<(string Table, string Column)>> Columns(TestApi api)
    {
        var found = await Rows(api, "select c.table_name || '.' || c.column_name from information_schema.columns c join information_schema.tables t using (table_schema, table_name) where c.table_schema = 'nexus' and t.table_type = 'BASE TABLE' and c.column_name in ('tenant_id', 'user_id')");
        return [.. found.Select(f => f.Split('.')).Select(f => (f[0], f[1]))];
    }

    private static async Task<List<string>> Rows(TestApi api, string sql)
    {
        var rows = new List<string>();
        await using var command = api.Database.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            rows.Add(reader.GetString(0));
        return rows;
    }

    private static async Task<MemoryStream> Backup(TestTenant t)
    {
        var file = new MemoryStream();
        await t.Api.Get<TenantBackup>().Write(t.Tenant.Id, file);
        file.Position = 0;
        return file;
    }
}
