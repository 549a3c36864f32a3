using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Derive.Rest;
using Nexus.Kernel.Tenancy;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Tenancy;

[TestClass]
public sealed class ActivationTests
{
    // Open to anybody; on the common database, so that its tenants are among the others.
    private static readonly Lazy<Task<TestApi>> Open = new(() => TestApi.Start(configure: (WebApplicationBuilder b) => b.Configuration.AddInMemoryCollection([new(ActivationEndpoint.OpenSetting, "true")])));

    [TestMethod]
    public async Task One_call_gives_a_working_business_with_addresses_and_credentials()
    {
        var api = await Open.Value;
        var answer = await Activate(api, Body());
        var body = await Json(answer);

        Assert.AreEqual(HttpStatusCode.Created, answer.StatusCode, body.ToString());
        Assert.AreEqual($"{api.Address}api/v1", (string?)body["endpoints"]!["api"]);
        Assert.AreEqual($"{api.Address}mcp", (string?)body["endpoints"]!["mcp"]);
        Assert.AreEqual($"{api.Address}", (string?)body["endpoints"]!["console"]);
        Assert.AreEqual($"ws://{api.Address.Authority}/ws/live", (string?)body["endpoints"]!["events"]);
        Assert.AreEqual("tenant_" + Guid.Parse((string)body["tenant"]!["id"]!).ToString("N"), (string?)body["tenant"]!["schema"]);
        Assert.IsGreaterThan(3, body["steps"]!.AsArray().Count);
        var created = await api.Client((string?)body["credentials"]!["api_key"]).PostAsync("/api/v1/crm/companies", new StringContent("""{"name":"A"}""", Encoding.UTF8, "application/json"));
        Assert.AreEqual(HttpStatusCode.Created, created.StatusCode);
    }

    [TestMethod]
    public async Task The_audit_names_the_activation()
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual("platform.tenant.activate", await t.Scalar<string>("select string_agg(distinct operation, ',') from nexus.audit where tenant_id = {tenant}"));
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from nexus.audit where tenant_id = {tenant} and resource = 'core.tenant'"));
    }

    [TestMethod]
    public async Task Steps_stream_as_they_happen_and_the_answer_is_the_last_event()
    {
        var api = await Open.Value;
        using var request = Request(Body(), ("Accept", "text/event-stream"));
        using var response = await api.Client().SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        Assert.AreEqual("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        var text = await response.Content.ReadAsStringAsync();
        var events = text.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(e => e.Split('\n')).Select(l => (Name: l[0]["event: ".Length..], Data: JsonNode.Parse(l[1]["data: ".Length..])!)).ToArray();

        Assert.AreEqual("activated", events[^1].Name, text);
        Assert.IsTrue(events[..^1].All(e => e.Name == "step"));
        Assert.AreEqual(events.Length - 2, events[^1].Data["steps"]!.AsArray().Count);
        Assert.IsNotNull(events[^1].Data["credentials"]!["api_key"]);
    }

    [TestMethod]
    public async Task The_same_key_gets_the_same_answer_and_makes_one_tenant()
    {
        var api = await Open.Value;
        var name = "Once " + Guid.NewGuid();
        var key = Guid.NewGuid().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Activate(api, Body(name), ("Idempotency-Key", key))));
        var bodies = await Task.WhenAll(answers.Select(a => a.Content.ReadAsStringAsync()));

        Assert.IsTrue(answers.All(a => a.StatusCode == HttpStatusCode.Created), string.Join("\n", bodies));
        Assert.HasCount(1, bodies.Distinct().ToList());
        await using (var count = api.Database.CreateCommand($"select count(*) from nexus.tenants where name = '{name}'"))
            Assert.AreEqual(1L, await count.ExecuteScalarAsync());
        Assert.AreEqual(422, (int)(await Activate(api, Body("Other"), ("Idempotency-Key", key))).StatusCode);
        Assert.AreEqual(400, (int)(await Activate(api, Body(), ("Idempotency-Key", "guessable"))).StatusCode);
        await using var plain = api.Database.CreateCommand($"select count(*) from nexus.activations where position('{(string?)JsonNode.Parse(bodies[0])!["credentials"]!["api_key"]}'::bytea in answer) > 0");
        Assert.AreEqual(0L, await plain.ExecuteScalarAsync());
    }

    [TestMethod]
    [DataRow("""{"business":{"name":"","industry":"x","country":"Germany","currency":"EURO"},"admin":{"email":"nobody"},"modules":["crm","nope"]}""", "business.name business.industry business.country business.currency admin.email modules[1]")]
    [DataRow("""{"business":5,"admin":[],"modules":{}}""", "business admin modules")]
    [DataRow("""{"business":{"name":5,"industry":null,"country":["DE"],"currency":{}},"admin":{"email":true},"modules":[1,null,"crm"],"extra":1}""", "business.name business.industry business.country business.currency admin.email modules[0] modules[1] extra")]
    [DataRow("{}", "business.name business.industry business.country business.currency admin.email")]
    [DataRow("""{"business":{"name":"a\u0000b","industry":"media","country":"de","currency":"eur","color":"red"},"admin":{"email":"a@b.c"}}""", "business.name business.color")]
    public async Task All_faults_are_told_at_once(string body, string fields)
    {
        var response = await Activate(await Open.Value, body);
        var problem = await Json(response);
        Assert.AreEqual(422, (int)response.StatusCode, problem.ToString());
        CollectionAssert.AreEquivalent(fields.Split(' '), problem["errors"]!.AsArray().Select(e => (string?)e!["field"]).ToArray(), problem.ToString());
    }

    [TestMethod]
    [DataRow("[]")]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("null")]
    public async Task What_is_no_object_is_refused(string body) => Assert.AreEqual(400, (int)(await Activate(await Open.Value, body)).StatusCode);

    [TestMethod]
    public async Task Without_the_setting_nobody_but_the_platform_may_activate()
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual(401, (int)(await Activate(t.Api, Body())).StatusCode);
        Assert.AreEqual(403, (int)(await t.Post("/api/v1/activate", Body())).StatusCode);
    }

    [TestMethod]
    [DataRow("schema")]
    [DataRow("administrator")]
    [DataRow("preset")]
    public async Task What_ends_in_the_middle_leaves_nothing(string step)
    {
        var api = await Open.Value;
        var before = await Everything(api);
        var input = new ActivationInput("Half", "media", "DE", "EUR", "a@example.com", null);
        await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => api.Get<Activation>().Activate(input, s => s.Name == step ? throw new InvalidOperationException() : Task.CompletedTask, CancellationToken.None));
        await Assert.ThrowsAsync<Exception>(() => api.Get<Activation>().Activate(input, s => s.Name == step ? KillConnections(api) : Task.CompletedTask, CancellationToken.None));
        Assert.AreEqual(before, await Everything(api));
    }

    [TestMethod]
    public async Task Activations_at_the_same_time_do_not_disturb_each_other()
    {
        var api = await Open.Value;
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Activate(api, Body($"Parallel {i}"))));
        Assert.IsTrue(answers.All(a => a.StatusCode == HttpStatusCode.Created));
    }

    private static async Task KillConnections(TestApi api)
    {
        await using var command = api.Database.CreateCommand("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'");
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> Everything(TestApi api)
    {
        await using var command = api.Database.CreateCommand("select (select count(*) from nexus.tenants where name = 'Half') || ',' || (select count(*) from nexus.users u where not exists (select 1 from nexus.tenants t where t.id = u.tenant_id)) || ',' || (select count(*) from pg_namespace n where nspname like 'tenant\\_%' and not exists (select 1 from nexus.tenants t where 'tenant_' || replace(t.id::text, '-', '') = n.nspname))");
        return (string)(await command.ExecuteScalarAsync())!;
    }

    private static string Body(string name = "Acme") => JsonSerializer.Serialize(new { business = new { name, industry = "services", country = "DE", currency = "EUR" }, admin = new { email = "admin@example.com" } });

    private static async Task<HttpResponseMessage> Activate(TestApi api, string body, params (string Name, string Value)[] headers) => await api.Client().SendAsync(Request(body, headers));

    private static HttpRequestMessage Request(string body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/activate") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return request;
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response) => JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
}
