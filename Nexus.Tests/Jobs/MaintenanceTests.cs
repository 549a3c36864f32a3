using Microsoft.Extensions.Logging.Abstractions;
using Nexus.Kernel.Jobs;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Jobs;

[TestClass]
public sealed class MaintenanceTests
{
    /// <summary>Of each table a row that has served its time and one that has not.</summary>
    private const string Rows = """
        insert into nexus.idempotency (tenant_id, caller, key, request_hash, at) select {tenant}, 'test', age, '', now() - age::interval from unnest(array['25 hours', '23 hours']) age;
        insert into nexus.inbox (id, tenant_id, event_id, event_position, reaction, status, ended_at)
            select gen_random_uuid(), {tenant}, gen_random_uuid(), 1, status || age, status, now() - age::interval
            from unnest(array['8 days', '6 days']) age, unnest(array['done', 'skipped', 'discarded', 'parked']) status;
        insert into nexus.inbox (id, tenant_id, event_id, event_position, reaction, due_at) select gen_random_uuid(), {tenant}, gen_random_uuid(), 1, 'due', now() + interval '1 day';
        insert into nexus.webhook_secrets (webhook_id, tenant_id, secret, counts_until) select gen_random_uuid(), {tenant}, '', t from unnest(array[now() - interval '1 minute', now() + interval '1 minute', null]) t;
        insert into nexus.invalidations (kind, key, at) select 'test', age, now() - age::interval from unnest(array['2 hours', '1 minute']) age;
        """;

    private const string Left = """
        select concat_ws(' ', (select string_agg(key, ',') from nexus.idempotency where tenant_id = {tenant} and caller = 'test'),
          (select string_agg(reaction, ',' order by reaction) from nexus.inbox where tenant_id = {tenant} and event_position = 1),
          (select count(*) from nexus.webhook_secrets where tenant_id = {tenant}),
          (select string_agg(key, ',') from nexus.invalidations where kind = 'test'))
        """;

    [TestMethod]
    public async Task What_has_served_its_time_goes_and_nothing_else()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await Run(t, Rows);
        var before = await t.Scalar<string>(Left);
        var maintenance = new Maintenance(api.Database, TimeProvider.System, NullLogger<Maintenance>.Instance);
        await using (var other = await api.Database.OpenConnectionAsync())
        await using (await other.BeginTransactionAsync())
        {
            // Another process is at it.
            await using var alone = new Npgsql.NpgsqlCommand("select pg_advisory_xact_lock(x'6d61696e7461696e'::bigint)", other);
            await alone.ExecuteNonQueryAsync();
            await maintenance.CleanUp(default);
            Assert.AreEqual(before, await t.Scalar<string>(Left));
        }

        await maintenance.CleanUp(default);
        Assert.AreEqual("23 hours discarded6 days,done6 days,due,parked6 days,parked8 days,skipped6 days 2 1 minute", await t.Scalar<string>(Left));
    }

    private static async Task Run(TestTenant t, string sql)
    {
        await using var command = t.Api.Database.CreateCommand(sql.Replace("{tenant}", $"'{t.Tenant.Id}'", StringComparison.Ordinal));
        await command.ExecuteNonQueryAsync();
    }
}
