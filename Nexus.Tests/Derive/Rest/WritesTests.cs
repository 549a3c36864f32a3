using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>Writes as PostgREST's clients send them.</summary>
[TestClass]
public sealed class WritesTests
{
    private const string Benches = "/api/v1/shop/benches";

    [TestMethod]
    public async Task A_list_of_rows_is_created_with_an_event_each()
    {
        await using var t = await Workshop.Tenant();
        var response = await t.Post(Benches, new[] { new { name = "A" }, new { name = "B" } }, ("Prefer", "return=representation,count=exact"));
        var rows = await Json(response, 201);
        Assert.AreEqual("A,B", string.Join(",", rows.AsArray().Select(r => (string?)r!["name"])));
        Assert.AreEqual("*/2", response.Content.Headers.GetValues("Content-Range").Single());
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'shop.bench.created'"));
    }

    [TestMethod]
    public async Task One_bad_row_of_a_list_leaves_none_and_is_named()
    {
        await using var t = await Workshop.Tenant();
        var problem = await Json(await t.Post(Benches, new object[] { new { name = "A" }, new { name = "" }, new { name = "C" } }), 422);
        Assert.AreEqual("[1].name", (string?)problem["errors"]![0]!["field"]);
        Assert.AreEqual(1, (int)problem["row"]!);
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.shop_bench"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from nexus.events where tenant_id = {tenant} and name = 'shop.bench.created'"));
    }

    [TestMethod]
    public async Task A_list_with_an_idempotency_key_is_created_once()
    {
        await using var t = await Workshop.Tenant();
        (string, string)[] headers = [("Idempotency-Key", "list-1"), ("Prefer", "return=representation")];
        var first = await Json(await t.Post(Benches, new[] { new { name = "A" }, new { name = "B" } }, headers), 201);
        var second = await Json(await t.Post(Benches, new[] { new { name = "A" }, new { name = "B" } }, headers), 201);
        Assert.AreEqual(first.ToJsonString(), second.ToJsonString());
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from {schema}.shop_bench"));
        Assert.AreEqual(422, (int)(await t.Post(Benches, new[] { new { name = "A" }, new { name = "C" } }, headers)).StatusCode);
    }

    [TestMethod]
    public async Task A_dry_run_of_a_list_changes_nothing()
    {
        await using var t = await Workshop.Tenant();
        var preview = await Json(await t.Post(Benches + "?dryRun=true", new[] { new { name = "A" }, new { name = "B" } }), 200);
        Assert.AreEqual(2, preview["events"]!.AsArray().Count);
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.shop_bench"));
    }

    [TestMethod]
    [DataRow(null, 201, true, true)]
    [DataRow("return=minimal", 201, false, true)]
    [DataRow("return=headers-only", 201, false, true)]
    [DataRow("return=representation", 201, true, true)]
    public async Task What_comes_back_of_a_new_row_is_as_preferred(string? prefer, int status, bool body, bool place)
    {
        await using var t = await Workshop.Tenant();
        var response = await t.Post(Benches, new { name = "A" }, prefer is null ? [] : [("Prefer", prefer)]);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, text);
        Assert.AreEqual(body, text.Length > 0);
        Assert.AreEqual("\"1\"", response.Headers.ETag!.Tag);
        Assert.AreEqual(place, response.Headers.Location is not null);
        if (body)
            Assert.AreEqual(prefer is null ? System.Text.Json.JsonValueKind.Object : System.Text.Json.JsonValueKind.Array, JsonNode.Parse(text)!.GetValueKind());
    }

    [TestMethod]
    public async Task Rows_named_by_id_are_changed_and_archived()
    {
        await using var t = await Workshop.Tenant();
        var a = (string)(await t.Create(Benches, new { name = "A" }))["id"]!;
        var b = (string)(await t.Create(Benches, new { name = "B" }))["id"]!;
        Assert.AreEqual(204, (int)(await t.Send(HttpMethod.Patch, $"{Benches}?id=eq.{a}", new { name = "A2" })).StatusCode);
        var both = await Json(await t.Send(HttpMethod.Patch, $"{Benches}?id=in.({a},{b})&select=name,neighbour(name)", new { neighbour_id = a }, ("Prefer", "return=representation")), 200);
        CollectionAssert.AreEquivalent(new[] { """{"name":"A2","neighbour":{"name":"A2"}}""", """{"name":"B","neighbour":{"name":"A2"}}""" }, both.AsArray().Select(r => r!.ToJsonString()).ToArray());
        var one = await Json(await t.Send(HttpMethod.Patch, $"{Benches}?id=eq.{b}&select=name", new { name = "B2" }, ("Prefer", "return=representation"), ("Accept", "application/vnd.pgrst.object+json")), 200);
        Assert.AreEqual("""{"name":"B2"}""", one.ToJsonString());
        var gone = await Json(await t.Send(HttpMethod.Delete, $"{Benches}?id=eq.{b}&select=name", null, ("Prefer", "return=representation")), 200);
        Assert.AreEqual("""[{"name":"B2"}]""", gone.ToJsonString());
        Assert.AreEqual("""[{"name":"A2"}]""", (await t.Read(Benches + "?select=name")).ToJsonString());
    }

    [TestMethod]
    [DataRow("PATCH", "", "filter_by_id", 400)]
    [DataRow("PATCH", "?name=eq.A", "filter_by_id", 400)]
    [DataRow("PATCH", "?id=gt.01900000-0000-7000-8000-000000000000", "filter_by_id", 400)]
    [DataRow("PATCH", "?id=eq.x", "wrong_value", 400)]
    [DataRow("DELETE", "", "filter_by_id", 400)]
    [DataRow("PATCH", "?id=eq.01900000-0000-7000-8000-000000000000", "not_found", 404)]
    public async Task Changes_without_ids_are_refused(string method, string query, string code, int status)
    {
        await using var t = await Workshop.Tenant();
        await t.Create(Benches, new { name = "A" });
        var problem = await Json(await t.Send(new HttpMethod(method), Benches + query, method == "PATCH" ? new { name = "B" } : null), status);
        Assert.AreEqual(code, (string?)problem["code"]);
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.shop_bench where name = 'A' and archived_at is null"));
    }

    [TestMethod]
    public async Task An_upsert_is_refused()
    {
        await using var t = await Workshop.Tenant();
        var problem = await Json(await t.Post(Benches, new[] { new { name = "A" } }, ("Prefer", "resolution=merge-duplicates")), 400);
        Assert.AreEqual("upsert_not_supported", (string?)problem["code"]);
    }

    private static async Task<JsonNode> Json(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }
}
