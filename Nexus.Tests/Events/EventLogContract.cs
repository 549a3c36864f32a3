using Nexus.Kernel.Events;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Events;

/// <summary>What every event log promises, the embedded one and a broker's adapter.</summary>
public abstract class EventLogContract
{
    private NpgsqlDataSource _source = null!;
    private IEventLog _log = null!;

    protected abstract IEventLog Open(NpgsqlDataSource source);

    [TestInitialize]
    public async Task Prepare()
    {
        _source = NpgsqlDataSource.Create(await TestDatabase.NewDatabase());
        await PlatformDatabase.Prepare(_source);
        _log = Open(_source);
    }

    [TestCleanup]
    public async Task Close() => await _source.DisposeAsync();

    [TestMethod]
    public async Task Events_are_read_in_order_and_from_any_place()
    {
        foreach (var name in (string[])["a.b.one", "a.b.two", "a.b.three"])
            await Publish(name);
        await UntilReadable(3);
        var all = await _log.Read(EventPlace.Beginning, 10, default);
        Assert.AreEqual("a.b.one,a.b.two,a.b.three", string.Join(",", all.Select(e => e.Name)));
        Assert.AreEqual("a.b.two", (await _log.Read(all[0].Place, 1, default)).Single().Name);
        Assert.IsEmpty(await _log.Read(all[2].Place, 10, default));
    }

    [TestMethod]
    public async Task An_event_whose_transaction_commits_late_is_not_skipped()
    {
        await using var connection = await _source.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await Insert(connection, "a.b.late");
        await Publish("a.b.early");
        // Neither can be read: what comes after a transaction that is still running may have to come after its events.
        await Task.Delay(200);
        var before = await _log.Read(EventPlace.Beginning, 10, default);
        Assert.IsEmpty(before);

        await transaction.CommitAsync();
        await UntilReadable(2);
        Assert.AreEqual("a.b.late,a.b.early", string.Join(",", (await _log.Read(EventPlace.Beginning, 10, default)).Select(e => e.Name)));
    }

    [TestMethod]
    public async Task What_is_written_after_the_end_was_taken_comes_after_it()
    {
        await Publish("a.b.before");
        await UntilReadable(1);
        var end = await _log.End(default);
        Assert.IsEmpty(await _log.Read(end, 10, default));
        await Publish("a.b.after");
        await Eventually.Equal("a.b.after", async () => (await _log.Read(end, 10, default)).SingleOrDefault()?.Name ?? "");
    }

    [TestMethod]
    public async Task Consumers_of_one_name_share_the_events_and_each_is_handed_over_once()
    {
        const int Count = 400;
        var handed = new System.Collections.Concurrent.ConcurrentBag<Guid>();
        using var stop = new CancellationTokenSource();
        var consumers = Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var next = _log.Next;
                var batch = new List<Guid>();
                if (await _log.Consume("shared", 20, events => { batch = [.. events.Select(e => e.Id)]; return []; }, default) == 0)
                    await _log.Wait(next, default);
                foreach (var id in batch)
                    handed.Add(id);
            }
        })).ToArray();

        await Parallel.ForEachAsync(Enumerable.Range(0, Count), new ParallelOptions { MaxDegreeOfParallelism = 6 }, async (_, _) => await Publish("a.b.many"));
        await Eventually.Equal(Count, () => Task.FromResult(handed.Count));
        await stop.CancelAsync();
        await Task.WhenAll(consumers);
        Assert.AreEqual(Count, handed.Distinct().Count());
    }

    [TestMethod]
    public async Task What_a_consumer_did_is_undone_together_with_its_advance()
    {
        await Publish("a.b.one");
        await UntilReadable(1);
        await Assert.ThrowsAsync<PostgresException>(() => _log.Consume("fails", 10, _ => [new NpgsqlBatchCommand("select 1 / 0")], default));
        Assert.AreEqual(1, await _log.Consume("fails", 10, _ => [], default));
        Assert.AreEqual(0, await _log.Consume("fails", 10, _ => [], default));
    }

    private async Task UntilReadable(int count) => await Eventually.Equal(count, async () => (await _log.Read(EventPlace.Beginning, 1000, default)).Count);

    private async Task Publish(string name)
    {
        await using var connection = await _source.OpenConnectionAsync();
        await Insert(connection, name);
    }

    private static async Task Insert(NpgsqlConnection connection, string name)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "insert into nexus.events (id, tenant_id, name, resource, actor, at, data) values (gen_random_uuid(), gen_random_uuid(), $1, 'a.b', 'test', now(), '{}')";
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        await command.ExecuteNonQueryAsync();
    }
}

[TestClass]
public sealed class EventLogTests : EventLogContract
{
    protected override IEventLog Open(NpgsqlDataSource source) => new EventLog(source, new EventSignal(), TimeProvider.System);

    [TestMethod]
    public async Task A_log_that_comes_from_another_server_is_put_in_order()
    {
        await using var source = NpgsqlDataSource.Create(await TestDatabase.NewDatabase());
        await PlatformDatabase.Prepare(source);
        await using (var command = source.CreateCommand("""
            insert into nexus.events (id, tenant_id, name, resource, actor, at, data, tx) select gen_random_uuid(), gen_random_uuid(), 'a.b.n' || n, 'a.b', 'test', now(), '{}', (1000000000000 + n)::text::xid8 from generate_series(1, 4) n;
            insert into nexus.cursors (name, tx, position) select 'dispatch', tx, position from nexus.events where name = 'a.b.n2'
            """))
            await command.ExecuteNonQueryAsync();
        var log = Open(source);
        Assert.IsEmpty(await log.Read(EventPlace.Beginning, 10, default));

        await EventLogOrder.Ensure(source, default);
        var left = new List<string>();
        await Eventually.Equal(4, async () => (await log.Read(EventPlace.Beginning, 10, default)).Count);
        await log.Consume("dispatch", 10, events => { left.AddRange(events.Select(e => e.Name)); return []; }, default);
        Assert.AreEqual("a.b.n3,a.b.n4", string.Join(",", left));
    }
}
