using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Events;

[TestClass]
public sealed class WebhookTests
{
    private static readonly (string, string)[] Settings = [("Nexus:Webhooks:AllowPrivateAddresses", "true"), ("Nexus:Webhooks:RetrySeconds", "0.05,0.1")];

    private static TestApi _api = null!;
    private static TestWorkers _workers = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        _api = await TestApi.Start(configure: builder =>
        {
            builder.Configuration.AddInMemoryCollection(Settings.ToDictionary(s => s.Item1, string? (s) => s.Item2));
            builder.AddNexusKernel(LabModule.Model);
        });
        _workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Settings);
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await _workers.DisposeAsync();
        await _api.DisposeAsync();
    }

    [TestMethod]
    public void The_signature_is_the_specifications()
    {
        var secret = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        var signature = WebhookSignature.Sign([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", DateTimeOffset.FromUnixTimeSeconds(1614265330), "{\"test\": 2432232314}"u8);
        Assert.AreEqual("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", signature);
    }

    [TestMethod]
    [DataRow("8.8.8.8", true)]
    [DataRow("2606:4700:4700::1111", true)]
    [DataRow("127.0.0.1", false)]
    [DataRow("127.8.9.1", false)]
    [DataRow("0.0.0.0", false)]
    [DataRow("10.1.2.3", false)]
    [DataRow("172.16.0.1", false)]
    [DataRow("172.32.0.1", true)]
    [DataRow("192.168.1.1", false)]
    [DataRow("169.254.169.254", false)]
    [DataRow("100.64.0.1", false)]
    [DataRow("224.0.0.1", false)]
    [DataRow("255.255.255.255", false)]
    [DataRow("::1", false)]
    [DataRow("::", false)]
    [DataRow("::ffff:127.0.0.1", false)]
    [DataRow("::ffff:8.8.8.8", true)]
    [DataRow("fe80::1", false)]
    [DataRow("fc00::1", false)]
    [DataRow("fd12:3456::1", false)]
    [DataRow("64:ff9b::7f00:1", false)]
    [DataRow("2002:7f00:1::", false)]
    [DataRow("2001::1", false)]
    [DataRow("ff02::1", false)]
    public void Addresses_are_told_apart(string address, bool isPublic) => Assert.AreEqual(isPublic, PublicAddress.Is(IPAddress.Parse(address)));

    [TestMethod]
    [DataRow("https://127.0.0.1/", "private_address")]
    [DataRow("https://localhost/", "private_address")]
    [DataRow("https://2130706433/", "private_address")]
    [DataRow("https://0x7f000001/", "private_address")]
    [DataRow("https://[::1]/", "private_address")]
    [DataRow("https://[::ffff:10.0.0.1]/", "private_address")]
    [DataRow("http://example.com/", "https_needed")]
    [DataRow("ftp://example.com/", "wrong_url")]
    [DataRow("https://user:password@example.com/", "wrong_url")]
    [DataRow("not a url", "wrong_url")]
    public async Task Addresses_that_are_not_allowed_are_refused_at_creation(string url, string code)
    {
        await using var t = await TestTenant.Create();
        var answer = await t.Post("/api/v1/core/webhooks", new { url, events = (string[])["*"] });
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.AreEqual(422, (int)answer.StatusCode, problem.ToString());
        Assert.AreEqual($"url|{code}", $"{problem["errors"]![0]!["field"]}|{problem["errors"]![0]!["code"]}");
    }

    [TestMethod]
    public async Task A_name_that_leads_to_a_private_address_later_is_refused_at_connection()
    {
        await using var receiver = await Receiver.Start();
        var address = new WebhookAddress(new ConfigurationBuilder().Build());
        using var sender = new WebhookSender(address, TimeProvider.System);
        var happened = new Kernel.Events.EventEnvelope(1, 1, Guid.NewGuid(), Guid.NewGuid(), "a.b.c", "a.b", null, "test", default, null, default);
        var data = System.Text.Json.JsonDocument.Parse("{}").RootElement;
        var (_, failure) = await sender.Send(new Delivery(Guid.NewGuid(), 1, new Webhook { Url = receiver.Url.Replace("127.0.0.1", "localhost", StringComparison.Ordinal) }, false, [new byte[32]], happened with { Data = data }), default);
        Assert.AreEqual("private_address", failure?.Code);
        Assert.IsEmpty(receiver.Received);
    }

    [TestMethod]
    public async Task Who_sets_the_address_receives_what_they_may_read_themselves()
    {
        await using var t = await TestTenant.Create(_api);
        var webhook = await t.Create("/api/v1/core/webhooks", new { url = "http://127.0.0.1:9/", events = (string[])["*"] });
        var clerk = await TestKey.Create(t, new Grant("core.webhook.*"));
        var client = _api.Client(clerk.Key);
        var described = await client.PostAsync($"/api/v1/core/webhooks/{webhook["id"]}/update", new StringContent("{\"description\":\"for the shop\"}", System.Text.Encoding.UTF8, "application/json"));
        Assert.AreEqual((string?)webhook["user_id"], (string?)JsonNode.Parse(await described.Content.ReadAsStringAsync())!["user_id"]);
        var moved = await client.PostAsync($"/api/v1/core/webhooks/{webhook["id"]}/update", new StringContent("{\"url\":\"http://127.0.0.1:10/\"}", System.Text.Encoding.UTF8, "application/json"));
        Assert.AreEqual(clerk.UserId.ToString(), (string?)JsonNode.Parse(await moved.Content.ReadAsStringAsync())!["user_id"]);
    }

    [TestMethod]
    public async Task Events_are_delivered_signed_and_verify_with_both_secrets_after_a_rotation()
    {
        await using var t = await TestTenant.Create(_api);
        await using var receiver = await Receiver.Start();
        var webhook = await t.Create("/api/v1/core/webhooks", new { url = receiver.Url, events = (string[])["lab.sample.*"], description = "test" });
        var first = (string)webhook["secret"]!;
        StringAssert.StartsWith(first, "whsec_");
        await t.Create("/api/v1/lab/samples", new { name = "Moss" });
        await Eventually.Equal(1, () => Task.FromResult(receiver.Received.Count));
        var message = receiver.Received.Single();
        Assert.AreEqual("lab.sample.created", (string?)JsonNode.Parse(message.Body)!["type"]);
        Assert.IsTrue(message.Verifies(first));
        await Eventually.Equal("delivered", () => t.Scalar<string>("select coalesce(min(status), '') from nexus.deliveries where tenant_id = {tenant}"));

        var rotated = await t.Post($"/api/v1/core/webhooks/{webhook["id"]}/rotate_secret", new { });
        var second = (string)JsonNode.Parse(await rotated.Content.ReadAsStringAsync())!["secret"]!;
        await t.Create("/api/v1/lab/samples", new { name = "Fern" });
        await Eventually.Equal(2, () => Task.FromResult(receiver.Received.Count));
        var later = receiver.Received.Single(m => m.Id != message.Id);
        Assert.IsTrue(later.Verifies(first) && later.Verifies(second) && !message.Verifies(second));
        foreach (var secret in (string[])[first, second])
            Assert.AreEqual(0L, await t.Scalar<long>($"select count(*) from nexus.events e, nexus.audit a where e.tenant_id = {{tenant}} and a.tenant_id = e.tenant_id and (e.data::text || a.after::text) like '%{secret[6..]}%'"));
    }

    [TestMethod]
    public async Task What_fails_is_retried_given_up_and_can_be_replayed()
    {
        await using var t = await TestTenant.Create(_api);
        await using var receiver = await Receiver.Start();
        receiver.Status = 500;
        var webhook = await t.Create("/api/v1/core/webhooks", new { url = receiver.Url, events = (string[])["lab.*"] });
        await t.Create("/api/v1/lab/samples", new { name = "Moss" });
        await Eventually.Equal("failed|3|500|refused", () => t.Scalar<string>("select coalesce(max(status || '|' || attempts || '|' || response_status || '|' || error_code), '') from nexus.deliveries where tenant_id = {tenant} and status = 'failed' and event_id = (select id from nexus.events where tenant_id = {tenant} and name = 'lab.sample.created')"));
        Assert.AreEqual(1, receiver.Received.Where(m => m.Body.Contains("lab.sample.created", StringComparison.Ordinal)).Select(m => m.Id).Distinct().Count(), "Retries must keep the id.");
        Assert.IsNotNull((string?)(await t.Read($"/api/v1/core/webhooks/{webhook["id"]}"))["failing_since"]);

        receiver.Status = 204;
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/webhooks/{webhook["id"]}/replay_failed", new { })).StatusCode);
        await Eventually.Equal(0L, () => t.Scalar<long>("select count(*) from nexus.deliveries where tenant_id = {tenant} and status <> 'delivered'"));
        Assert.IsNull((await t.Read($"/api/v1/core/webhooks/{webhook["id"]}"))["failing_since"]);
    }

    [TestMethod]
    public async Task Redirects_are_not_followed_and_410_switches_off()
    {
        await using var t = await TestTenant.Create(_api);
        await using var target = await Receiver.Start();
        await using var receiver = await Receiver.Start();
        (receiver.Status, receiver.Location) = (307, target.Url);
        var webhook = await t.Create("/api/v1/core/webhooks", new { url = receiver.Url, events = (string[])["lab.sample.created"] });
        await t.Create("/api/v1/lab/samples", new { name = "Moss" });
        await Eventually.Equal("failed", () => t.Scalar<string>("select coalesce(min(status), '') from nexus.deliveries where tenant_id = {tenant}"));
        Assert.IsEmpty(target.Received);

        receiver.Status = 410;
        await t.Create("/api/v1/lab/samples", new { name = "Fern" });
        await Eventually.Equal(true, async () => (await t.Read($"/api/v1/core/webhooks/{webhook["id"]}"))["disabled_at"] is not null);
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/webhooks/{webhook["id"]}/enable", new { })).StatusCode);
    }

    [TestMethod]
    public async Task A_webhook_that_failed_for_days_is_switched_off_and_one_that_failed_for_less_is_not()
    {
        await using var t = await TestTenant.Create(_api);
        await using var receiver = await Receiver.Start();
        receiver.Status = 500;
        var webhook = await t.Create("/api/v1/core/webhooks", new { url = receiver.Url, events = (string[])["lab.sample.created"] });
        await Fail("4 days", "Moss");
        Assert.IsNull((await t.Read($"/api/v1/core/webhooks/{webhook["id"]}"))["disabled_at"]);
        await Fail("6 days", "Fern");
        await Eventually.Equal(true, async () => (await t.Read($"/api/v1/core/webhooks/{webhook["id"]}"))["disabled_at"] is not null);
        var off = await t.Read($"/api/v1/core/webhooks/{webhook["id"]}");
        StringAssert.StartsWith((string?)off["disabled_reason"], "Nothing could be delivered for 5 days.");
        var received = receiver.Received.Count;
        await t.Create("/api/v1/lab/samples", new { name = "Unheard" });
        await Eventually.Equal(0L, () => t.Scalar<long>("select count(*) from nexus.deliveries where tenant_id = {tenant} and status = 'due'"));

        receiver.Status = 204;
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/webhooks/{webhook["id"]}/enable", new { })).StatusCode);
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/webhooks/{webhook["id"]}/replay_failed", new { })).StatusCode);
        await Eventually.Equal("delivered", () => t.Scalar<string>("select string_agg(distinct status, ',') from nexus.deliveries where tenant_id = {tenant}"));
        Assert.IsGreaterThan(received, receiver.Received.Count);

        async Task Fail(string since, string name)
        {
            await t.Scalar<Guid>($"update nexus.webhooks set failing_since = now() - interval '{since}' where id = '{webhook["id"]}' returning id");
            await t.Create("/api/v1/lab/samples", new { name });
            await Eventually.Equal(0L, () => t.Scalar<long>("select count(*) from nexus.deliveries where tenant_id = {tenant} and status = 'due'"));
            await Eventually.Equal(true, () => t.Scalar<bool>($"select exists (select 1 from nexus.deliveries d join nexus.events e on e.position = d.event_position where d.tenant_id = {{tenant}} and d.status = 'failed' and e.data->'row'->>'name' = '{name}')"));
        }
    }

    [TestMethod]
    public async Task A_webhook_receives_what_its_maker_may_read()
    {
        await using var t = await TestTenant.Create(_api);
        await using var receiver = await Receiver.Start();
        var maker = await TestKey.Create(t, new Grant("core.webhook.*"), new Grant("lab.sample.read", Rows.Own));
        using var http = _api.Client(maker.Key);
        var made = await http.PostAsync("/api/v1/core/webhooks", new StringContent($$"""{"url":"{{receiver.Url}}","events":["*"]}""", Encoding.UTF8, "application/json"));
        Assert.AreEqual(201, (int)made.StatusCode, await made.Content.ReadAsStringAsync());
        await t.Create("/api/v1/lab/samples", new { name = "theirs" });
        await t.Create("/api/v1/lab/samples", new { name = "mine", owner_id = maker.UserId });
        await Eventually.Equal("delivered,withheld", () => t.Scalar<string>("select coalesce(string_agg(d.status, ',' order by d.status), '') from nexus.deliveries d join nexus.events e on e.position = d.event_position where d.tenant_id = {tenant} and e.name = 'lab.sample.created'"));
        Assert.AreEqual("mine", (string?)JsonNode.Parse(receiver.Received.Single(m => m.Body.Contains("lab.sample", StringComparison.Ordinal)).Body)!["data"]!["row"]!["name"]);
    }

    /// <summary>A receiver that keeps what it gets.</summary>
    private sealed class Receiver : IAsyncDisposable
    {
        private readonly WebApplication _app;

        private Receiver(WebApplication app) => _app = app;

        public int Status { get; set; } = 204;

        public string? Location { get; set; }

        public ConcurrentQueue<Message> Received { get; } = new();

        public string Url => _app.Urls.First() + "/hook";

        public static async Task<Receiver> Start()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.Configuration["urls"] = "http://127.0.0.1:0";
            var app = builder.Build();
            var receiver = new Receiver(app);
            app.MapPost("/hook", async (HttpContext http) =>
            {
                using var reader = new StreamReader(http.Request.Body);
                var headers = http.Request.Headers;
                receiver.Received.Enqueue(new Message(headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync()));
                http.Response.StatusCode = receiver.Status;
                if (receiver.Location is { } location)
                    http.Response.Headers.Location = location;
            });
            await app.StartAsync();
            return receiver;
        }

        public async ValueTask DisposeAsync() => await _app.DisposeAsync();
    }

    private sealed record Message(string Id, string Timestamp, string Signature, string Body)
    {
        /// <summary>As the specification tells receivers to.</summary>
        public bool Verifies(string secret)
        {
            var expected = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{Id}.{Timestamp}.{Body}")));
            return Signature.Split(' ').Contains(expected);
        }
    }
}
