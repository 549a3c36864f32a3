using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Events.Live;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Events;

[TestClass]
public sealed class LiveTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private static TestApi _api = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _api = await TestApi.Start(configure: builder => builder.AddNexusKernel(LabModule.Model));

    [ClassCleanup]
    public static async Task Stop() => await _api.DisposeAsync();

    [TestMethod]
    public async Task An_event_arrives_as_a_CloudEvent_over_WebSocket_with_the_token_in_the_subprotocol()
    {
        await using var t = await TestTenant.Create(_api);
        using var socket = await Open(t.Activated.ApiKey, "?type=lab.sample.*");
        Assert.AreEqual("bearer", socket.SubProtocol);
        var row = await t.Create("/api/v1/lab/samples", new { name = "Moss" });
        var happened = (await Receive(socket))!;

        Assert.AreEqual("1.0|lab.sample.created|application/json", $"{happened["specversion"]}|{happened["type"]}|{happened["datacontenttype"]}");
        Assert.AreEqual($"nexus.lab.{t.Tenant.Id}.sample.created", (string?)happened["subject"]);
        Assert.AreEqual((string?)row["id"], (string?)happened["nexusrow"]);
        Assert.AreEqual("Moss", (string?)happened["data"]!["row"]!["name"]);
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, default);
    }

    [TestMethod]
    public async Task A_stream_resumes_from_an_event_with_no_gap_and_nothing_twice()
    {
        const int Before = 40, During = 60;
        await using var t = await TestTenant.Create(_api);
        await Make(t, 0, Before);
        var first = (await Read(t.Http, "/api/v1/events?type=lab.sample.created&limit=1000")).First();
        using var stop = new CancellationTokenSource(Patience);
        var writing = Make(t, Before, During);
        var got = new List<string>();
        var last = (string)first!["id"]!;
        // The client comes back again and again while events happen.
        while (got.Count < Before + During - 1)
        {
            var take = Random.Shared.Next(1, 15);
            await foreach (var happened in Sse(t.Activated.ApiKey, "?type=lab.sample.created", last, stop.Token))
            {
                got.Add((string)happened["data"]!["row"]!["name"]!);
                last = (string)happened["id"]!;
                if (--take == 0 || got.Count == Before + During - 1)
                    break;
            }
        }

        await writing;
        Assert.AreEqual(Before + During - 1, got.Distinct().Count());
        Assert.IsFalse(got.Contains((string)first["data"]!["row"]!["name"]!), "The event to resume from came again.");
    }

    [TestMethod]
    public async Task Only_events_of_readable_rows_are_told()
    {
        await using var t = await TestTenant.Create(_api);
        await using var other = await TestTenant.Create(_api);
        var own = await TestKey.Create(t, new Grant("lab.sample.*", Rows.Own));
        var nothing = await TestKey.Create(t, new Grant("lab.finding.read"));
        using var all = await Open(t.Activated.ApiKey);
        using var some = await Open(own.Key);
        using var none = await Open(nothing.Key);
        await other.Create("/api/v1/lab/samples", new { name = "foreign" });
        await t.Create("/api/v1/lab/samples", new { name = "of the administrator" });
        await t.Create("/api/v1/lab/samples", new { name = "mine", owner_id = own.UserId });

        Assert.AreEqual("of the administrator", (string?)(await Receive(all))!["data"]!["row"]!["name"]);
        Assert.AreEqual("mine", (string?)(await Receive(all))!["data"]!["row"]!["name"]);
        Assert.AreEqual("mine", (string?)(await Receive(some))!["data"]!["row"]!["name"]);
        var receive = Receive(none);
        Assert.AreNotSame(receive, await Task.WhenAny(receive, Task.Delay(500)), "An event was told to who may not read its row.");
        Assert.HasCount(1, await Read(_api.Client(own.Key), "/api/v1/events?type=lab.*"));
        Assert.HasCount(0, await Read(_api.Client(nothing.Key), "/api/v1/events"));
    }

    [TestMethod]
    public async Task A_client_that_takes_nothing_is_cut_off_and_resumes_without_a_gap()
    {
        const int Batches = 12, Each = 100;
        await using var t = await TestTenant.Create(_api);
        using var lazy = await Open(t.Activated.ApiKey, "?type=lab.sample.created");
        var name = new string('x', 9_000);
        for (var n = 0; n < Batches; n++)
            Assert.AreEqual(201, (int)(await t.Post("/api/v1/lab/samples", Enumerable.Range(0, Each).Select(_ => new { name }).ToArray())).StatusCode);
        await Task.Delay(LiveSession.SendTimeMax + TimeSpan.FromSeconds(4));

        var (taken, last) = (0, "");
        try
        {
            while (await Receive(lazy) is { } happened)
                (taken, last) = (taken + 1, (string)happened["id"]!);
        }
        catch (WebSocketException)
        {
            // Cut off in the middle.
        }

        Assert.IsTrue(taken is > 0 and < Batches * Each, $"{taken} were taken.");
        var rest = new HashSet<string>();
        using var limit = new CancellationTokenSource(Patience);
        await foreach (var happened in Sse(t.Activated.ApiKey, "?type=lab.sample.created", last, limit.Token))
        {
            if (rest.Add((string)happened["id"]!) && rest.Count == Batches * Each - taken)
                break;
        }

        Assert.AreEqual(Batches * Each - taken, rest.Count);
    }

    [TestMethod]
    public void What_waits_for_a_subscriber_is_bounded_by_number_and_by_bytes()
    {
        foreach (var (size, fit) in new[] { (10, Subscription.BufferMax), (1_000_000, Subscription.BufferBytesMax / 1_000_000) })
        {
            using var subscription = new Subscription(Guid.NewGuid(), EventFilter.Parse("*", ""), _ => { });
            var data = JsonNode.Parse($"{{\"x\":\"{new string('x', size)}\"}}")!.Deserialize<JsonElement>();
            for (var n = 0; n < fit + 10; n++)
                subscription.Offer(new LiveEvent(new EventEnvelope(1, n + 1, Guid.NewGuid(), subscription.Tenant, "lab.sample.created", "lab.sample", null, "test", default, null, default) { Data = data }));
            var taken = 0;
            while (subscription.TryTake(out _))
                taken++;
            Assert.IsTrue(taken <= fit && taken >= fit - 1, $"{taken} of {size} bytes");
            Assert.ThrowsExactly<SlowSubscriberException>(() => subscription.Wait(default).AsTask().GetAwaiter().GetResult());
        }
    }

    [TestMethod]
    public async Task A_revoked_credential_ends_the_stream_within_a_second()
    {
        await using var t = await TestTenant.Create(_api);
        var key = await TestKey.Create(t, new Grant("lab.*"));
        using var socket = await Open(key.Key);
        await key.Revoke(t);
        var clock = TimeProvider.System.GetTimestamp();
        Assert.IsNull(await Receive(socket));
        Assert.AreEqual("credential_revoked", socket.CloseStatusDescription);
        Assert.IsLessThan(2.0, TimeProvider.System.GetElapsedTime(clock).TotalSeconds);
    }

    [TestMethod]
    [DataRow("?after=nonsense", 400, "wrong_event_id")]
    [DataRow("?after=00000000-0000-0000-0000-000000000001", 404, "unknown_event")]
    [DataRow("?type=DROP%20TABLE", 400, "wrong_pattern")]
    [DataRow("?limit=0", 400, "wrong_limit")]
    public async Task Bad_input_is_told(string query, int status, string code)
    {
        await using var t = await TestTenant.Create(_api);
        var answer = await t.Http.GetAsync("/api/v1/events" + query);
        Assert.AreEqual(status, (int)answer.StatusCode);
        Assert.AreEqual(code, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
    }

    [TestMethod]
    public async Task Without_a_credential_nothing_opens()
    {
        Assert.AreEqual(401, (int)(await _api.Client().GetAsync("/api/v1/events")).StatusCode);
        using var socket = new ClientWebSocket();
        await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(Address(""), default));
    }

    private static async Task Make(TestTenant t, int from, int count)
    {
        for (var n = from; n < from + count; n++)
            await t.Create("/api/v1/lab/samples", new { name = $"s{n}" });
    }

    private static Uri Address(string query) => new(_api.Address.AbsoluteUri.Replace("http://", "ws://", StringComparison.Ordinal) + "ws/live" + query);

    private static async Task<ClientWebSocket> Open(string token, string query = "?type=lab.*")
    {
        var socket = new ClientWebSocket();
        socket.Options.AddSubProtocol("bearer");
        socket.Options.AddSubProtocol(token);
        await socket.ConnectAsync(Address(query), default);
        return socket;
    }

    /// <summary>Null when the server closed.</summary>
    private static async Task<JsonNode?> Receive(ClientWebSocket socket)
    {
        var buffer = new byte[64 * 1024];
        using var limit = new CancellationTokenSource(Patience);
        var result = await socket.ReceiveAsync(buffer, limit.Token);
        return result.MessageType is WebSocketMessageType.Close ? null : JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, result.Count));
    }

    private static async Task<JsonArray> Read(HttpClient http, string path)
    {
        var answer = await http.GetAsync(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)answer.StatusCode, text);
        return JsonNode.Parse(text)!.AsArray();
    }

    private static async IAsyncEnumerable<JsonNode> Sse(string token, string query, string lastEventId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        using var client = _api.Client(token);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events" + query);
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct);
        Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(ct));
        while (await reader.ReadLineAsync(ct) is { } line)
        {
            if (line.StartsWith("data: ", StringComparison.Ordinal))
                yield return JsonNode.Parse(line[6..])!;
        }
    }
}
