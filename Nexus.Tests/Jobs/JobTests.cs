using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Tests.Events;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Jobs;

[TestClass]
public sealed class JobTests
{
    private static readonly (string, string)[] Fast = [("Nexus:Jobs:FirstRetryMilliseconds", "20")];

    private static TestApi _api = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _api = await TestApi.Start(configure: builder => builder.AddNexusKernel(LabModule.Model));

    [ClassCleanup]
    public static async Task Stop() => await _api.DisposeAsync();

    [TestMethod]
    public async Task Each_firing_happens_once_with_two_workers()
    {
        const int Jobs = 60;
        await using var t = await TestTenant.Create(_api);
        for (var n = 0; n < Jobs; n++)
            await t.Create("/api/v1/core/jobs", new { name = $"j{n}", operation = "lab.sample.create", input = new { name = $"by job {n}" }, run_at = DateTimeOffset.UtcNow.AddSeconds(1) });
        await using var first = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await using var second = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);

        await Eventually.Equal((long)Jobs, () => t.Scalar<long>("select count(*) from nexus.jobs where tenant_id = {tenant} and status = 'ended' and last_outcome = 'succeeded' and runs = 1"));
        Assert.AreEqual((long)Jobs, await t.Scalar<long>("select count(*) from {schema}.lab_sample"));
        Assert.AreEqual("job|admin@example.com", await t.Scalar<string>("select min(actor_kind || '|' || on_behalf_of) from nexus.audit where tenant_id = {tenant} and operation = 'lab.sample.create'"));
    }

    [TestMethod]
    public async Task A_cron_job_runs_now_when_asked_keeps_its_times_and_rests_when_paused()
    {
        await using var t = await TestTenant.Create(_api);
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        var job = await t.Create("/api/v1/core/jobs", new { name = "yearly", operation = "lab.sample.create", input = new { name = "x" }, cron = "0 0 1 1 *", time_zone = "Europe/Berlin" });
        var path = $"/api/v1/core/jobs/{job["id"]}";
        Assert.AreEqual(200, (int)(await t.Post(path + "/run_now", new { })).StatusCode);
        await Eventually.Equal("succeeded", async () => (string?)(await t.Read(path))["last_outcome"]);
        var after = await t.Read(path);
        Assert.AreEqual("active", (string?)after["status"]);
        Assert.AreEqual((string?)job["due_at"], (string?)after["due_at"]);
        Assert.AreEqual("x", (string?)after["last_answer"]!["name"]);

        Assert.AreEqual(200, (int)(await t.Post(path + "/pause", new { })).StatusCode);
        Assert.AreEqual(409, (int)(await t.Post(path + "/run_now", new { })).StatusCode);
        Assert.AreEqual("active", (string?)JsonNode.Parse(await (await t.Post(path + "/resume", new { })).Content.ReadAsStringAsync())!["status"]);
    }

    [TestMethod]
    public async Task Missed_firings_are_made_up_for_by_one()
    {
        await using var t = await TestTenant.Create(_api);
        var job = await t.Create("/api/v1/core/jobs", new { name = "often", operation = "lab.sample.create", input = new { name = "x" }, cron = "0 * * * *" });
        await t.Scalar<Guid>($"update nexus.jobs set due_at = now() - interval '5 days' where id = '{job["id"]}' returning id");
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from {schema}.lab_sample"));
        Assert.IsTrue(await t.Scalar<bool>($"select runs = 1 and due_at > now() from nexus.jobs where id = '{job["id"]}'"));
    }

    [TestMethod]
    public async Task A_job_runs_with_the_rights_that_its_maker_has_by_then()
    {
        await using var t = await TestTenant.Create(_api);
        var maker = await TestKey.Create(t, new Grant("core.job.*"), new Grant("lab.sample.*"));
        using var http = _api.Client(maker.Key);
        var denied = await http.PostAsJsonAsync("/api/v1/core/jobs", new { name = "no", operation = "lab.finding.create", input = new { }, cron = "@daily" });
        Assert.AreEqual(403, (int)denied.StatusCode);
        var made = await http.PostAsJsonAsync("/api/v1/core/jobs", new { name = "soon", operation = "lab.sample.create", input = new { name = "x" }, cron = "@daily" });
        var id = (string)JsonNode.Parse(await made.Content.ReadAsStringAsync())!["id"]!;
        await t.Scalar<Guid>($"update nexus.roles r set grants = '[]' from nexus.users u where u.id = '{maker.UserId}' and r.name = any(u.roles) and r.tenant_id = u.tenant_id returning r.id");
        await t.Scalar<Guid>($"update nexus.jobs set due_at = now() where id = '{id}' returning id");
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await Eventually.Equal("failed|permission_denied|0", () => t.Scalar<string>($"select coalesce(max(last_outcome || '|' || last_error_code || '|' || attempts), '') from nexus.jobs where id = '{id}' and due_at > now() + interval '1 minute'"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.lab_sample"));
    }

    [TestMethod]
    [DataRow("""{"name":"x","operation":"lab.sample.create"}""", "cron", "one_needed")]
    [DataRow("""{"name":"x","operation":"lab.sample.create","cron":"* * *"}""", "cron", "wrong_cron")]
    [DataRow("""{"name":"x","operation":"lab.sample.create","cron":"0 0 30 2 *"}""", "cron", "never")]
    [DataRow("""{"name":"x","operation":"lab.sample.create","cron":"@daily","time_zone":"Mars/Crater"}""", "time_zone", "unknown_time_zone")]
    [DataRow("""{"name":"x","operation":"lab.sample.fly","cron":"@daily"}""", "operation", "unknown_operation")]
    [DataRow("""{"name":"x","operation":"lab.sample.archive","cron":"@daily"}""", "target", "required")]
    [DataRow("""{"name":"x","operation":"core.job.create","cron":"@daily"}""", "operation", "not_allowed")]
    [DataRow("""{"name":" ","operation":"lab.sample.create","cron":"@daily"}""", "name", "required")]
    public async Task Bad_input_is_told_with_its_field(string body, string field, string code)
    {
        await using var t = await TestTenant.Create(_api);
        var answer = await t.Send(HttpMethod.Post, "/api/v1/core/jobs", body);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.AreEqual(422, (int)answer.StatusCode, problem.ToString());
        Assert.AreEqual($"{field}|{code}", $"{problem["errors"]![0]!["field"]}|{problem["errors"]![0]!["code"]}");
    }
}
