using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel.Identity;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Tenancy;

/// <summary>The life of tenants over HTTP, as the platform's administrator lives it.</summary>
[TestClass]
public sealed class PlatformTests
{
    private const string Root = "/api/v1/platform/tenants";

    private static TestApi _api = null!;
    private static TestWorkers _workers = null!;
    private static HttpClient _platform = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _)
    {
        _api = await TestApi.Start(configure: b => b.Configuration.AddInMemoryCollection([new("NEXUS_ADMIN_EMAIL", "root@example.com"), new("NEXUS_ADMIN_PASSWORD", "correct horse battery")]));
        await _api.Get<PlatformAdministrator>().Ensure();
        _workers = await TestWorkers.Start(_api.ConnectionString);
        _platform = _api.Client((string)(await Credentials.LogIn(_api, "root@example.com", "correct horse battery"))["access_token"]!);
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await _workers.DisposeAsync();
        await _api.DisposeAsync();
    }

    [TestMethod]
    public async Task A_tenant_lives_its_life()
    {
        await using var t = await TestTenant.Create(_api);
        var at = $"{Root}/{t.Tenant.Id}";
        await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        Assert.IsTrue((await Read(Root)).AsArray().Any(r => (Guid)r!["id"]! == t.Tenant.Id));
        Assert.AreEqual("active", (string?)(await Read(at))["status"]);
        Assert.AreEqual(404, (int)(await _platform.GetAsync($"{Root}/{Guid.NewGuid()}")).StatusCode);
        Assert.AreEqual(422, (int)(await _platform.PostAsync(at + "/activate_modules", Credentials.Json(new { modules = (string[])["nothing"] }))).StatusCode);
        var small = await _api.Get<Kernel.Tenancy.Activation>().Activate(new Kernel.Tenancy.ActivationInput("Small", "services", "DE", "EUR", "a@example.com", ["core"]), null, CancellationToken.None);
        using var inside = _api.Client(small.ApiKey);
        Assert.AreEqual(404, (int)(await inside.GetAsync("/api/v1/crm/companies")).StatusCode);
        CollectionAssert.Contains((await Post($"{Root}/{small.Tenant.Id}/activate_modules", new { modules = (string[])["crm"] }))["modules"]!.AsArray().Select(m => (string?)m).ToArray(), "crm");
        Assert.AreEqual(200, (int)(await inside.GetAsync("/api/v1/crm/companies")).StatusCode);

        Assert.AreEqual("application/zip", (await _platform.GetAsync(at + "/export")).Content.Headers.ContentType!.MediaType);
        var backup = await _platform.GetByteArrayAsync(at + "/backup");
        await t.Create("/api/v1/crm/companies", new { name = "Too late" });
        var restored = await _platform.PostAsync(Root + "/restore", new ByteArrayContent(backup) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } });
        var answer = JsonNode.Parse(await restored.Content.ReadAsStringAsync())!;
        Assert.AreEqual(t.Tenant.Id, (Guid)answer["tenant"]!["id"]!, answer.ToString());
        Assert.AreEqual(0, (int)answer["dropped"]!["second_factors"]!);
        Assert.AreEqual(1, (await t.Read("/api/v1/crm/companies")).AsArray().Count);
        Assert.AreEqual(422, (int)(await _platform.PostAsync(Root + "/restore", new ByteArrayContent([1, 2, 3]))).StatusCode);

        await Post(at + "/suspend", new { });
        Assert.AreEqual(403, (int)(await t.Http.GetAsync("/api/v1/crm/companies")).StatusCode);
        await Post(at + "/resume", new { });
        Assert.AreEqual("activate,backup,restore,resume,suspend", await t.Scalar<string>("select string_agg(distinct split_part(operation, '.', 3), ',' order by split_part(operation, '.', 3)) from nexus.audit where tenant_id = {tenant} and operation like 'platform.tenant.%' and operation <> 'platform.tenant.export'"));
        Assert.AreEqual("root@example.com", await t.Scalar<string>("select distinct actor from nexus.audit where tenant_id = {tenant} and operation = 'platform.tenant.restore'"));

        var verified = await Read("/api/v1/platform/audit/verify");
        Assert.IsTrue((bool)verified["intact"]! && (int)verified["chains"]! >= 2, verified.ToString());
        var asked = await Post(at + "/erase", new { });
        var proof = await Post(at + "/erase", new { name = "Acme", confirmation = (string?)asked["confirmation"] });
        Assert.IsTrue(proof["rows"]!.AsArray().All(r => (long)r!["after"]! == 0), proof.ToString());
        Assert.AreEqual(404, (int)(await _platform.GetAsync(at)).StatusCode);
        Assert.IsTrue((bool)(await Read("/api/v1/platform/audit/verify"))["intact"]!);
    }

    [TestMethod]
    public async Task A_touched_chain_is_named()
    {
        await using var t = await TestTenant.Create(_api);
        await t.Create("/api/v1/crm/companies", new { name = "Acme Ltd" });
        await Eventually.Equal(0L, () => t.Scalar<long>("select count(*) from nexus.audit a where tenant_id = {tenant} and not exists (select 1 from nexus.audit_seals s where s.audit_id = a.id)"));
        await using (var connection = await _api.Database.OpenConnectionAsync())
        await using (var touch = new Npgsql.NpgsqlCommand($"begin; set local nexus.replaces_tenant = 'yes'; update nexus.audit set actor = 'nobody' where tenant_id = '{t.Tenant.Id}' and operation = 'crm.company.create'; commit", connection))
            await touch.ExecuteNonQueryAsync();
        var broken = (await Read("/api/v1/platform/audit/verify"))["broken"]!.AsArray().Single(b => (Guid)b!["tenant_id"]! == t.Tenant.Id)!;
        Assert.AreEqual("entry_changed", (string?)broken["breach"]!["code"]);
    }

    [TestMethod]
    public async Task Suspended_means_shut_within_a_second_for_streams_and_background_work_too()
    {
        await using var t = await TestTenant.Create(_api);
        await using var second = await TestApi.Start(_api.ConnectionString);
        using var there = second.Client(t.Activated.ApiKey);
        Assert.AreEqual(200, (int)(await there.GetAsync("/api/v1/crm/companies")).StatusCode);
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/events") { Headers = { { "Accept", "text/event-stream" } } };
        using var stream = await there.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var lines = new StreamReader(await stream.Content.ReadAsStreamAsync());
        var job = await t.Create("/api/v1/core/jobs", new { name = "Each year", operation = "crm.company.create", input = new { name = "Made by a job" }, cron = "0 0 1 1 *" });

        await Post($"{Root}/{t.Tenant.Id}/suspend", new { });
        var since = Stopwatch.GetTimestamp();
        var told = "";
        while (await lines.ReadLineAsync() is { } line)
            told += line;
        StringAssert.Contains(told, "tenant_suspended");
        Assert.IsLessThan(3, Stopwatch.GetElapsedTime(since).TotalSeconds, "A busy machine gets some time more than the second.");
        foreach (var path in (string[])["/api/v1/crm/companies", "/api/v1/events", "/api/v1/search?q=a", "/api/v1"])
            Assert.AreEqual(403, (int)(await there.GetAsync(path)).StatusCode, path);
        Assert.AreEqual(403, (int)(await there.PostAsync("/mcp", Credentials.Json(new { jsonrpc = "2.0", id = 1, method = "tools/list" }))).StatusCode);

        await t.Scalar<string>($"update nexus.jobs set due_at = now() where id = '{job["id"]}' returning name");
        await Eventually.Equal(true, () => t.Scalar<bool>($"select due_at > now() + interval '5 seconds' and runs = 0 from nexus.jobs where id = '{job["id"]}'"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_company"));
        await Post($"{Root}/{t.Tenant.Id}/resume", new { });
        // Until the workers have heard of it.
        await Task.Delay(Kernel.Tenancy.Invalidations.FreshFor);
        await t.Scalar<string>($"update nexus.jobs set due_at = now() where id = '{job["id"]}' returning name");
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from {schema}.crm_company"));
    }

    [TestMethod]
    [DataRow("GET", "tenants")]
    [DataRow("GET", "tenants/{id}")]
    [DataRow("POST", "tenants/{id}/suspend")]
    [DataRow("POST", "tenants/{id}/resume")]
    [DataRow("POST", "tenants/{id}/activate_modules")]
    [DataRow("GET", "tenants/{id}/export")]
    [DataRow("GET", "tenants/{id}/backup")]
    [DataRow("POST", "tenants/{id}/erase")]
    [DataRow("GET", "tenants/{id}/audit/verify")]
    [DataRow("POST", "tenants/restore")]
    [DataRow("GET", "audit/verify")]
    public async Task A_tenants_administrator_may_none_of_it(string method, string path)
    {
        await using var t = await TestTenant.Create(_api);
        var address = "/api/v1/platform/" + path.Replace("{id}", t.Tenant.Id.ToString(), StringComparison.Ordinal);
        Assert.AreEqual(403, (int)(await t.Send(new HttpMethod(method), address, method == "POST" ? new { } : null)).StatusCode);
        using var nobody = _api.Client();
        Assert.AreEqual(401, (int)(await nobody.SendAsync(new HttpRequestMessage(new HttpMethod(method), address))).StatusCode);
    }

    private static async Task<JsonNode> Read(string path) => JsonNode.Parse(await _platform.GetStringAsync(path))!;

    private static async Task<JsonNode> Post(string path, object body)
    {
        var response = await _platform.PostAsync(path, Credentials.Json(body));
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
