using System.Text.Json.Nodes;
using Nexus.Kernel;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Events;

[TestClass]
public sealed class ReactionTests
{
    private static readonly (string, string)[] Fast = [("Nexus:Reactions:AttemptsMax", "3"), ("Nexus:Reactions:FirstRetryMilliseconds", "20")];

    private static TestApi _api = null!;

    [ClassInitialize]
    public static async Task Start(TestContext _) => _api = await TestApi.Start(configure: builder => builder.AddNexusKernel(LabModule.Model));

    [ClassCleanup]
    public static async Task Stop() => await _api.DisposeAsync();

    [TestMethod]
    public async Task Two_workers_neither_lose_nor_double_a_reaction()
    {
        const int Samples = 300;
        await using var t = await TestTenant.Create(_api);
        await using var first = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await using var second = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await Parallel.ForEachAsync(Enumerable.Range(0, Samples), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (n, _) => await t.Create("/api/v1/lab/samples", new { name = $"s{n}" }));

        await Eventually.Equal(Samples * 2L, () => t.Scalar<long>("select count(*) from nexus.inbox where tenant_id = {tenant} and status = 'done'"));
        Assert.AreEqual((long)Samples, await t.Scalar<long>("select count(*) from {schema}.lab_finding"));
        Assert.AreEqual((long)Samples, await t.Scalar<long>("select count(distinct sample_id) from {schema}.lab_finding"));
        Assert.AreEqual("lab.find_when_sample_created|admin", await t.Scalar<string>("select min(actor) || '|' || split_part(min(on_behalf_of), '@', 1) from nexus.audit where tenant_id = {tenant} and operation = 'lab.finding.create'"));
    }

    [TestMethod]
    public async Task What_keeps_failing_is_parked_without_effect_and_can_be_replayed()
    {
        await using var t = await TestTenant.Create(_api);
        LabModule.Broken[t.Tenant.Id] = Fault.Refused(new Refusal("no_microscope", "There is no microscope."));
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await t.Create("/api/v1/lab/samples", new { name = "fragile one" });
        await t.Create("/api/v1/lab/samples", new { name = "sturdy" });

        await Eventually.Equal("parked|3|no_microscope|There is no microscope.", () => t.Scalar<string>("select status || '|' || attempts || '|' || coalesce(error_code, '') || '|' || coalesce(error_message, '') from nexus.inbox where tenant_id = {tenant} and reaction = 'lab.find_fragile_when_sample_created' order by event_position limit 1"));
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from {schema}.lab_finding"), "A failed attempt left an effect, or the poison held up the others.");
        var id = await t.Scalar<Guid>("select id from nexus.parked_reactions where tenant_id = {tenant}");
        var row = await t.Read($"/api/v1/core/parked_reactions/{id}");
        Assert.AreEqual("no_microscope", (string?)row["error_code"]);

        LabModule.Broken.TryRemove(t.Tenant.Id, out var _);
        var replayed = await t.Post($"/api/v1/core/parked_reactions/{id}/replay", new { });
        Assert.AreEqual(200, (int)replayed.StatusCode, await replayed.Content.ReadAsStringAsync());
        await Eventually.Equal(3L, () => t.Scalar<long>("select count(*) from {schema}.lab_finding"));
        Assert.AreEqual(404, (int)(await t.Post($"/api/v1/core/parked_reactions/{id}/replay", new { })).StatusCode);
    }

    [TestMethod]
    public async Task An_unexpected_failure_is_told_without_its_text()
    {
        await using var t = await TestTenant.Create(_api);
        LabModule.Broken[t.Tenant.Id] = new InvalidOperationException("secret detail");
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await t.Create("/api/v1/lab/samples", new { name = "fragile" });
        await Eventually.Equal("internal_error|Something went wrong on our side. The log says more.", () => t.Scalar<string>("select coalesce(max(error_code || '|' || error_message), '') from nexus.inbox where tenant_id = {tenant} and status = 'parked'"));
        var id = await t.Scalar<Guid>("select id from nexus.parked_reactions where tenant_id = {tenant}");
        Assert.AreEqual(200, (int)(await t.Post($"/api/v1/core/parked_reactions/{id}/discard", new { })).StatusCode);
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from nexus.parked_reactions where tenant_id = {tenant}"));
    }

    [TestMethod]
    public async Task A_reaction_that_takes_too_long_is_ended_without_effect_and_holds_nobody_up()
    {
        await using var t = await TestTenant.Create(_api);
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, [("Nexus:Reactions:AttemptsMax", "2"), ("Nexus:Reactions:FirstRetryMilliseconds", "20"), ("Nexus:Reactions:TimeMaxMilliseconds", "300"), ("Nexus:Reactions:Concurrency", "1")]);
        await t.Create("/api/v1/lab/samples", new { name = "fragile and endless" });
        await t.Create("/api/v1/lab/samples", new { name = "sturdy" });
        await Eventually.Equal("too_slow|2", () => t.Scalar<string>("select coalesce(max(error_code || '|' || attempts), '') from nexus.inbox where tenant_id = {tenant} and status = 'parked'"));
        await Eventually.Equal(2L, () => t.Scalar<long>("select count(*) from {schema}.lab_finding where name <> 'second'"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.lab_finding where name = 'second'"));
    }

    [TestMethod]
    public async Task Reactions_that_set_off_each_other_end()
    {
        await using var t = await TestTenant.Create(_api);
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await t.Create("/api/v1/lab/echos", new { name = "hello" });
        await Eventually.Equal("chain_too_long", () => t.Scalar<string>("select coalesce(max(error_code), '') from nexus.inbox where tenant_id = {tenant} and status = 'parked'"));
        Assert.AreEqual(17L, await t.Scalar<long>("select count(*) from {schema}.lab_echo"));
    }

    [TestMethod]
    public async Task A_suspended_tenants_reactions_wait()
    {
        await using var t = await TestTenant.Create(_api);
        await t.Create("/api/v1/lab/samples", new { name = "before" });
        await t.Scalar<string>("update nexus.tenants set status = 'suspended' where id = {tenant} returning status");
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await Eventually.Equal(2L, () => t.Scalar<long>("select count(*) from nexus.inbox where tenant_id = {tenant} and status = 'due' and due_at > now() and attempts = 0"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.lab_finding"));
    }

    [TestMethod]
    public async Task Another_tenants_parked_reaction_can_not_be_replayed()
    {
        await using var t = await TestTenant.Create(_api);
        await using var other = await TestTenant.Create(_api);
        LabModule.Broken[t.Tenant.Id] = Fault.Refused(new Refusal("no", "No."));
        await using var workers = await TestWorkers.Start(_api.ConnectionString, LabModule.Model, Fast);
        await t.Create("/api/v1/lab/samples", new { name = "fragile" });
        await Eventually.Equal(1L, () => t.Scalar<long>("select count(*) from nexus.parked_reactions where tenant_id = {tenant}"));
        var id = await t.Scalar<Guid>("select id from nexus.parked_reactions where tenant_id = {tenant}");
        var answer = await other.Post($"/api/v1/core/parked_reactions/{id}/replay", new { });
        Assert.AreEqual("not_found", (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]);
        Assert.AreEqual(404, (int)(await other.Http.GetAsync($"/api/v1/core/parked_reactions/{id}")).StatusCode);
    }
}
