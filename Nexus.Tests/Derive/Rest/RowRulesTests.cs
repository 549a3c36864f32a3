using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>Whose rows are seen, through every way of reading them.</summary>
[TestClass]
public sealed class RowRulesTests
{
    private static TestTenant _t = null!;
    private static HttpClient _ann = null!;
    private static HttpClient _bob = null!;
    private static HttpClient _foreman = null!;
    private static HttpClient _nobody = null!;

    [ClassInitialize]
    public static async Task Begin(TestContext context)
    {
        _t = await Workshop.Tenant();
        var team = Guid.CreateVersion7();
        (var ann, _ann) = await TestUsers.Add(_t, "worker", team);
        (var bob, _bob) = await TestUsers.Add(_t, "worker");
        (_, _foreman) = await TestUsers.Add(_t, "foreman", team);
        (_, _nobody) = await TestUsers.Add(_t, "no_such_role");
        var bench = (string)(await _t.Create("/api/v1/shop/benches", new { name = "Only" }))["id"]!;
        foreach (var (name, owner) in new[] { ("ann's", ann), ("bob's", bob) })
        {
            var job = await _t.Create("/api/v1/shop/jobs", new { name, size = "small", pieces = 5, owner_id = owner, bench_id = bench, price = new { amount = 10, currency = "EUR" } });
            await _t.Create("/api/v1/shop/steps", new { name = "step of " + name, job_id = job["id"] });
        }
    }

    [ClassCleanup]
    public static async Task End() => await _t.DisposeAsync();

    private static HttpClient Client(string who) => who switch { "ann" => _ann, "bob" => _bob, "foreman" => _foreman, "nobody" => _nobody, _ => _t.Http };

    [TestMethod]
    [DataRow("ann", "jobs?select=name", """[{"name":"ann's"}]""")]
    [DataRow("bob", "jobs?select=name", """[{"name":"bob's"}]""")]
    [DataRow("foreman", "jobs?select=name", """[{"name":"ann's"}]""")]
    [DataRow("admin", "jobs?select=name&order=name", """[{"name":"ann's"},{"name":"bob's"}]""")]
    [DataRow("ann", "jobs?select=count()", """[{"count":1}]""")]
    [DataRow("ann", "jobs?select=name&or=(name.eq.x,name.neq.x)", """[{"name":"ann's"}]""")]
    [DataRow("ann", "jobs?select=name&not.and=(name.eq.x,name.eq.y)", """[{"name":"ann's"}]""")]
    [DataRow("ann", "steps?select=name", """[{"name":"step of ann's"}]""")]
    [DataRow("ann", "steps?select=name,job(name)", """[{"name":"step of ann's","job":{"name":"ann's"}}]""")]
    [DataRow("ann", "jobs?select=steps(name)", """[{"steps":[{"name":"step of ann's"}]}]""")]
    [DataRow("foreman", "benches?select=jobs!bench_id(name)", """[{"jobs":[{"name":"ann's"}]}]""")]
    [DataRow("foreman", "benches?select=jobs!bench_id(count)", """[{"jobs":[{"count":1}]}]""")]
    [DataRow("foreman", "benches?select=name,jobs!bench_id!inner()&jobs.name=eq.bob's", "[]")]
    [DataRow("foreman", "benches?select=name,jobs!bench_id()&jobs.name=eq.bob's&jobs=not.is.null", "[]")]
    [DataRow("ann", "reports/jobs_by_size", """[{"size":"small","jobs":1,"worth":{"amount":10,"currency":"EUR"}}]""")]
    [DataRow("admin", "reports/jobs_by_size", """[{"size":"small","jobs":2,"worth":{"amount":20,"currency":"EUR"}}]""")]
    public async Task Only_ones_rows_are_seen(string who, string query, string expected)
    {
        var response = await Client(who).GetAsync("/api/v1/shop/" + query);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        Assert.AreEqual(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(text)!.ToJsonString());
    }

    [TestMethod]
    [DataRow("ann", "jobs?select=name,bench(name)", "shop.bench.read")]
    [DataRow("ann", "jobs?select=name,...bench(name)", "shop.bench.read")]
    [DataRow("ann", "jobs?select=name,bench!inner()", "shop.bench.read")]
    [DataRow("ann", "jobs?select=name,bench()&bench=is.null", "shop.bench.read")]
    [DataRow("ann", "jobs?select=name&order=bench(name)", "shop.bench.read")]
    [DataRow("ann", "jobs?select=name,owner(email)", "core.user.read")]
    [DataRow("ann", "benches", "shop.bench.read")]
    [DataRow("nobody", "jobs", "shop.job.read")]
    [DataRow("nobody", "jobs/01900000-0000-7000-8000-000000000000", "shop.job.read")]
    [DataRow("nobody", "reports/jobs_by_size", "shop.jobs_by_size.read")]
    public async Task What_one_may_not_read_is_refused_also_when_embedded(string who, string query, string permission)
    {
        var response = await Client(who).GetAsync("/api/v1/shop/" + query);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.AreEqual(403, (int)response.StatusCode, problem.ToString());
        Assert.AreEqual("permission_denied", (string?)problem["code"]);
        Assert.AreEqual(permission, (string?)problem["permission"]);
    }

    [TestMethod]
    public async Task Counts_csv_and_single_rows_show_nothing_more()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/shop/jobs?select=name");
        request.Headers.Add("Prefer", "count=exact");
        request.Headers.Add("Accept", "text/csv");
        var response = await _ann.SendAsync(request);
        Assert.AreEqual("name\r\nann's\r\n", await response.Content.ReadAsStringAsync());
        Assert.AreEqual("0-0/1", response.Content.Headers.GetValues("Content-Range").Single());
        var bobs = (string)(await _t.Read("/api/v1/shop/jobs?name=eq.bob's&select=id"))[0]!["id"]!;
        Assert.AreEqual(404, (int)(await _ann.GetAsync($"/api/v1/shop/jobs/{bobs}")).StatusCode);
        Assert.AreEqual(404, (int)(await _ann.PatchAsync($"/api/v1/shop/jobs?id=eq.{bobs}", new StringContent("""{"name":"mine"}""", System.Text.Encoding.UTF8, "application/json"))).StatusCode);
    }

    [TestMethod]
    public async Task The_metadata_names_only_what_one_may_use()
    {
        var text = await _ann.GetStringAsync("/api/v1/metadata");
        // Besides, everyone may keep views of lists.
        var shop = JsonNode.Parse(text)!["modules"]!.AsArray().Single(m => (string?)m!["name"] != "core")!;
        Assert.AreEqual("job,step", string.Join(",", shop["resources"]!.AsArray().Select(r => (string?)r!["name"])));
        var size = shop["resources"]![0]!["fields"]!.AsArray().Single(f => (string?)f!["name"] == "size")!;
        Assert.AreEqual("choice", (string?)size["kind"]);
        Assert.AreEqual("small,medium,very_large", string.Join(",", size["choices"]!.AsArray().Select(c => (string?)c)));
        Assert.AreEqual("shop.jobs_by_size", (string?)shop["reports"]![0]!["name"]);
        Assert.IsFalse(text.Contains("shop.bench.", StringComparison.Ordinal));
        Assert.DoesNotContain("shop", await _nobody.GetStringAsync("/api/v1"));
        Assert.AreEqual(401, (int)(await _t.Api.Client().GetAsync("/api/v1/metadata")).StatusCode);
    }
}
