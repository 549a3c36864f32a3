using Nexus.Kernel.Events;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Events;

/// <summary>A long transaction delays nobody's events, and loses none of its own.</summary>
[TestClass]
public sealed class LateEventsTests
{
    [TestMethod]
    public async Task Events_of_others_do_not_wait_for_a_long_transaction_that_says_so()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var log = api.Get<IEventLog>();
        await using var writing = await api.Database.OpenConnectionAsync();
        await using var transaction = await writing.BeginTransactionAsync();
        await using var late = await LateEvents.Begin(api.Database, writing, default);
        await Insert(writing, t, "late.one.happened");
        var from = await log.End(default);
        await t.Create("/api/v1/crm/companies", new { name = "Others go on" });
        await Eventually.Equal("crm.company.created", () => Names(log, from));

        await transaction.CommitAsync();
        Assert.AreEqual("crm.company.created", await Names(log, from));
        await late.Tell(default);
        await Eventually.Equal("crm.company.created,late.one.happened", () => Names(log, from));
    }

    [TestMethod]
    public async Task A_long_transaction_that_does_not_say_so_is_waited_for()
    {
        await using var api = await TestApi.Start();
        await using var t = await TestTenant.Create(api);
        var log = api.Get<IEventLog>();
        await using var writing = await api.Database.OpenConnectionAsync();
        await using var transaction = await writing.BeginTransactionAsync();
        await Insert(writing, t, "slow.one.happened");
        var from = await log.End(default);
        await t.Create("/api/v1/crm/companies", new { name = "Waits" });
        await Task.Delay(300);
        Assert.AreEqual("", await Names(log, from));
        await transaction.CommitAsync();
        await Eventually.Equal("slow.one.happened,crm.company.created", () => Names(log, from));
    }

    [TestMethod]
    public async Task What_a_process_that_died_held_back_is_told_at_the_next_start_and_what_was_rolled_back_never()
    {
        var connectionString = await TestDatabase.NewDatabase();
        EventPlace from;
        await using (var api = await TestApi.Start(connectionString))
        {
            await using var t = await TestTenant.Create(api);
            from = await api.Get<IEventLog>().End(default);
            foreach (var commits in new[] { true, false })
            {
                await using var writing = await api.Database.OpenConnectionAsync();
                await using var transaction = await writing.BeginTransactionAsync();
                await LateEvents.Begin(api.Database, writing, default);
                await Insert(writing, t, commits ? "late.one.happened" : "late.one.undone");
                if (commits)
                    await transaction.CommitAsync();
            }
        }

        await using var again = await TestApi.Start(connectionString);
        await Eventually.Equal("late.one.happened", () => Names(again.Get<IEventLog>(), from));
    }

    private static async Task<string> Names(IEventLog log, EventPlace from) => string.Join(',', (await log.Read(from, 100, default)).Select(e => e.Name));

    private static async Task Insert(NpgsqlConnection connection, TestTenant t, string name)
    {
        await using var command = new NpgsqlCommand($"insert into nexus.events (id, tenant_id, name, resource, actor, at, data) values (gen_random_uuid(), '{t.Tenant.Id}', '{name}', 'crm.company', 'test', now(), '{{}}')", connection);
        await command.ExecuteNonQueryAsync();
    }
}
