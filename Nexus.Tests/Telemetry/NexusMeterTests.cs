using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Nexus.Kernel.Telemetry;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Telemetry;

[TestClass]
public sealed class NexusMeterTests
{
    [TestMethod]
    public async Task Operations_live_subscribers_and_the_backlog_are_measured()
    {
        var seen = new ConcurrentBag<string>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == NexusMeter.Name)
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((i, _, tags, _) => seen.Add($"{i.Name} {string.Join(' ', tags.ToArray().Select(t => t.Value))}".Trim()));
        listener.SetMeasurementEventCallback<long>((i, value, _, _) => seen.Add(i.Name is "nexus.live.subscribers" ? $"{i.Name} {value}" : i.Name));
        listener.Start();

        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        await t.Post("/api/v1/crm/companies", new { });
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Accept", "text/event-stream" } } };
        using (await t.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead))
        {
        }

        await using var workers = await TestWorkers.Start(await TestDatabase.NewDatabase());
        listener.RecordObservableInstruments();
        string[] expected = ["nexus.operations crm.company.create done", "nexus.operations crm.company.create refused", "nexus.live.subscribers 1", "nexus.inbox.due", "nexus.inbox.parked", "nexus.deliveries.due", "nexus.audit.sealing.lag"];
        await Eventually.Equal("", () => Task.FromResult(string.Join(", ", expected.Except(seen))));
        await Eventually.Equal(true, () => Task.FromResult(seen.Contains("nexus.live.subscribers -1")));
    }
}
