using Nexus.Tests.Installation;
using Nexus.Tests.Inventory;

namespace Nexus.Tests.Jobs;

/// <summary>What is arranged for later runs once its time has come, also when it failed before, and in no other tenant.</summary>
[TestClass]
public sealed class TimerTests
{
    [TestMethod]
    public async Task A_reservation_ends_by_its_timer()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var mug = await t.Variant("MUG");
        await t.Receive(mug, 5, 2);
        var promised = await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 3, expires_in_minutes = 1 });
        await t.Inventory(201, "reservations/reserve", new { variant_id = mug, quantity = 1, expires_in_minutes = 30 });

        await using var workers = await TestWorkers.Start(api.ConnectionString);
        await t.Scalar<Guid>($"update {{schema}}.inventory_reservation set expires_at = now() - interval '1 second' where id = '{promised["id"]}' returning id");
        await t.Scalar<Guid>("update nexus.timers set due_at = now() where id = (select id from nexus.timers where tenant_id = {tenant} order by at limit 1) returning id");
        await Eventually.Equal("expired", async () => (string?)(await t.Read($"/api/v1/inventory/reservations/{promised["id"]}"))["status"]);
        Assert.AreEqual((5m, 1m, 4m, 10m), await t.Stock(mug));
        // The one that is due later waits by a timer still.
        await Eventually.Equal(true, () => t.Scalar<bool>("select count(*) > 0 and min(due_at) > now() + interval '20 minutes' from nexus.timers where tenant_id = {tenant}"));
        await t.BooksHold();
    }

    [TestMethod]
    public async Task Nobody_waits_for_a_tenant_that_is_closed()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        await t.Scalar<Guid>("insert into nexus.timers (id, tenant_id, operation, at, due_at) values (gen_random_uuid(), {tenant}, 'inventory.reservation.expire', now(), now()) returning id");
        await t.Scalar<Guid>("insert into nexus.timers (id, tenant_id, operation, at, due_at) values (gen_random_uuid(), {tenant}, 'gone.with.module', now(), now()) returning id");
        await t.Scalar<Guid>("update nexus.tenants set status = 'suspended' where id = {tenant} returning id");
        await using var workers = await TestWorkers.Start(api.ConnectionString);
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from nexus.timers where tenant_id = {tenant} and due_at > now() + interval '30 seconds'"));
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from nexus.timers where tenant_id = {tenant}"));
    }
}
