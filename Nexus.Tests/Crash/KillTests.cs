using System.Collections.Concurrent;
using System.Net.Http.Json;
using Nexus.Kernel;
using Nexus.Kernel.Audit;
using Nexus.Tests.Events;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Crash;

/// <summary>
/// Two API and two workers processes side by side on one database, under write load, one of them killed at a random moment again and again.
/// </summary>
[TestClass]
public sealed class KillTests
{
    private const int Kills = 50;

    private const int Writers = 4;

    /// <summary>A machine that can't restart a host 50 times in this time is too slow to tell anything.</summary>
    private static readonly TimeSpan KillingMax = TimeSpan.FromMinutes(6);

    [TestMethod]
    public async Task What_was_acknowledged_happened_whole_and_once()
    {
        await using var api = await TestApi.Start(configure: builder => builder.AddNexusKernel(LabModule.Model));
        await using var t = await TestTenant.Create(api);
        var hosts = await Task.WhenAll(((string[])["api", "api", "workers", "workers"]).Select(role => HostProcess.Start(role, api.ConnectionString)));
        var acknowledged = new ConcurrentBag<string>();
        using var stop = new CancellationTokenSource();
        var writing = Enumerable.Range(0, Writers).Select(n => Write(n, hosts[..2], t.Activated.ApiKey, acknowledged, stop.Token)).ToArray();

        var killed = await KillAgainAndAgain(hosts);
        await stop.CancelAsync();
        await Task.WhenAll(writing);

        await Eventually.Equal(0L, () => t.Scalar<long>("""
            select (select count(*) from nexus.inbox where tenant_id = {tenant} and status not in ('done')) + (select count(*) from nexus.events e where e.tenant_id = {tenant} and e.name = 'lab.sample.created'
            and not exists (select 1 from nexus.inbox i where i.event_id = e.id))
            """), TimeSpan.FromSeconds(60));
        foreach (var host in hosts)
            await host.DisposeAsync();
        await Verify(t, acknowledged);
        Console.WriteLine($"{killed} kills, {acknowledged.Count} acknowledged writes");
        Assert.AreEqual(Kills, killed);
        Assert.IsGreaterThan(0, acknowledged.Count);
    }

    private static async Task<int> KillAgainAndAgain(HostProcess[] hosts)
    {
        var clock = TimeProvider.System.GetTimestamp();
        var killed = 0;
        var lanes = hosts.Select(async host =>
        {
            while (TimeProvider.System.GetElapsedTime(clock) < KillingMax)
            {
                await Task.Delay(Random.Shared.Next(50, 1500));
                if (Interlocked.Increment(ref killed) > Kills)
                    break;
                await host.Kill();
                await host.Start();
            }
        });
        await Task.WhenAll(lanes);
        return Math.Min(killed, Kills);
    }

    private static async Task Write(int writer, HostProcess[] apis, string key, ConcurrentBag<string> acknowledged, CancellationToken stop)
    {
        var clients = apis.Select(a => new HttpClient { BaseAddress = a.Address, Timeout = TimeSpan.FromSeconds(20), DefaultRequestHeaders = { Authorization = new("Bearer", key) } }).ToArray();
        for (var n = 0; !stop.IsCancellationRequested; n++)
        {
            var name = $"w{writer}-{n}";
            // Until somebody takes it: the same key, so that a write whose answer was lost isn't done again.
            for (var attempt = writer; ; attempt++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/lab/samples") { Content = JsonContent.Create(new { name }), Headers = { { "Idempotency-Key", name } } };
                try
                {
                    var answer = await clients[attempt % clients.Length].SendAsync(request, CancellationToken.None);
                    Assert.IsTrue((int)answer.StatusCode is 201 or 409 or >= 500, $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
                    if ((int)answer.StatusCode == 201)
                        break;
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
                {
                    // Killed while it worked, or not there yet.
                }

                await Task.Delay(20);
            }

            acknowledged.Add(name);
        }
    }

    /// <summary>Rows, events, audit entries and effects, each exactly once for each write, and an audit chain that holds.</summary>
    private static async Task Verify(TestTenant t, ConcurrentBag<string> acknowledged)
    {
        // The sealers were killed as well; what they left is sealed now.
        while (await t.Api.Get<AuditSealer>().Seal() > 0)
        {
        }

        var chain = await t.Api.Get<AuditChain>().Verify(t.Tenant.Id);
        Assert.IsTrue(chain.Intact, chain.Breach?.Message);
        Assert.AreEqual(0L, chain.Pending);
        Assert.AreEqual(await t.Scalar<long>("select count(*) from nexus.audit where tenant_id = {tenant}"), chain.Entries);
        var names = string.Join(",", acknowledged.Select(n => $"('{n}')"));
        Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from (values {names}) a(name) where (select count(*) from {{schema}}.lab_sample s where s.name = a.name) <> 1"), "An acknowledged write is lost or doubled.");
        foreach (var (what, count) in ((string, string)[])[
            ("event", "(select count(*) from nexus.events e where e.row_id = s.id and e.name = 'lab.sample.created')"),
            ("audit entry", "(select count(*) from nexus.audit a where a.row_id = s.id and a.operation = 'lab.sample.create')"),
            ("reaction's effect", "(select count(*) from {schema}.lab_finding f where f.sample_id = s.id)"),
        ])
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from {{schema}}.lab_sample s where {count} <> 1"), $"A write hasn't exactly one {what}.");
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.lab_finding f where (select count(*) from nexus.events e where e.row_id = f.id) <> 1 or (select count(*) from nexus.audit a where a.row_id = f.id) <> 1"), "An effect is half done.");
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from nexus.events e where e.tenant_id = {tenant} and e.name in ('lab.sample.created') and not exists (select 1 from {schema}.lab_sample s where s.id = e.row_id)"), "An event tells of a row that isn't there.");
    }
}
