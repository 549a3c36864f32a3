using System.Text.Json.Nodes;
using Nexus.Kernel.Derive.Rest;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>What each query gives, on five jobs at two benches.</summary>
[TestClass]
public sealed class DialectTests
{
    private static TestTenant _t = null!;

    [ClassInitialize]
    public static async Task Begin(TestContext context)
    {
        _t = await Workshop.Tenant();
        await TestUsers.AddField(_t, "shop.job", "x_depth", "integer");
        await TestUsers.AddField(_t, "shop.job", "x_marks", "text_list");
        await TestUsers.AddField(_t, "shop.job", "x_cost", "money");
        var north = (string)(await _t.Create("/api/v1/shop/benches", new { name = "North" }))["id"]!;
        var south = (string)(await _t.Create("/api/v1/shop/benches", new { name = "South", neighbour_id = north }))["id"]!;
        object[] jobs =
        [
            new { name = "axle", size = "small", pieces = 1, weight = 1.5, price = new { amount = 100.5, currency = "EUR" }, tags = new[] { "steel", "round" }, bench_id = north, due_on = "2026-01-31", settings = new { speed = 3, mode = "slow", tools = new[] { "saw" } }, x_depth = 7, x_marks = new[] { "a", "b" }, x_cost = new { amount = 3, currency = "EUR" } },
            new { name = "bolt", size = "medium", pieces = 20, weight = 0.25, price = new { amount = 20, currency = "USD" }, urgent = true, bench_id = north, former_bench_id = south, begun_at = "2026-02-01T10:00:00Z", x_depth = 12 },
            new { name = "cog, big", size = "very_large", pieces = 3, tags = new[] { "steel" }, bench_id = south, note = "Line 1\n\"Line\" 2" },
            new { name = "disc (old)", size = "small", price = new { amount = -5, currency = "EUR" }, due_on = "2026-03-01" },
            new { name = "édge_%", size = "medium", pieces = 20, bench_id = south, settings = new { speed = 9, mode = "fast" } },
        ];
        foreach (var job in jobs)
            await _t.Create("/api/v1/shop/jobs", job);
        var old = await _t.Create("/api/v1/shop/jobs", new { name = "gone", bench_id = north });
        await _t.Post($"/api/v1/shop/jobs/{old["id"]}/archive", new { });
        var axle = (await _t.Read("/api/v1/shop/jobs?name=eq.axle&select=id"))[0]!["id"];
        foreach (var step in new[] { "cut", "drill", "file" })
            await _t.Create("/api/v1/shop/steps", new { name = step, job_id = axle });
    }

    [ClassCleanup]
    public static async Task End() => await _t.DisposeAsync();

    [TestMethod]
    [DataRow("size,count()", """[{"size":"medium","count":2},{"size":"small","count":2},{"size":"very_large","count":1}]""")]
    [DataRow("jobs:count(),pieces:pieces.sum()", """[{"jobs":5,"pieces":44}]""")]
    [DataRow("size,price->>currency,price.sum(),n:price.count()", """[{"size":"medium","currency":"USD","sum":20,"n":1},{"size":"medium","currency":null,"sum":null,"n":0},{"size":"small","currency":"EUR","sum":95.5,"n":2},{"size":"very_large","currency":null,"sum":null,"n":0}]""")]
    [DataRow("urgent,first:due_on.min(),last:due_on.max(),mean:weight.avg()", """[{"urgent":false,"first":"2026-01-31","last":"2026-03-01","mean":1.5},{"urgent":true,"first":null,"last":null,"mean":0.25}]""")]
    [DataRow("x_cost->>currency,x_cost->amount.sum()", """[{"currency":"EUR","sum":3},{"currency":null,"sum":null}]""")]
    public async Task Sums_are_by_the_fields_beside_them(string select, string expected) =>
        Assert.AreEqual(expected, (await _t.Read("/api/v1/shop/jobs?select=" + Uri.EscapeDataString(select))).ToJsonString());

    [TestMethod]
    [DataRow("", "axle|bolt|cog, big|disc (old)|édge_%")]
    [DataRow("name=eq.axle", "axle")]
    [DataRow("name=neq.axle", "bolt|cog, big|disc (old)|édge_%")]
    [DataRow("pieces=gt.3", "bolt|édge_%")]
    [DataRow("pieces=gte.3", "bolt|cog, big|édge_%")]
    [DataRow("pieces=lt.3", "axle")]
    [DataRow("pieces=lte.3", "axle|cog, big")]
    [DataRow("pieces=gte.2&pieces=lte.10", "cog, big")]
    [DataRow("pieces=is.null", "disc (old)")]
    [DataRow("pieces=not.is.null", "axle|bolt|cog, big|édge_%")]
    [DataRow("pieces=is.not_null", "axle|bolt|cog, big|édge_%")]
    [DataRow("pieces=not.eq.20", "axle|cog, big")]
    [DataRow("pieces=isdistinct.20", "axle|cog, big|disc (old)")]
    [DataRow("pieces=in.(1,3)", "axle|cog, big")]
    [DataRow("pieces=not.in.(1,3)", "bolt|édge_%")]
    [DataRow("pieces=in.()", "")]
    [DataRow("name=in.(axle,\"cog, big\",\"disc (old)\")", "axle|cog, big|disc (old)")]
    [DataRow("name=like.*o*", "bolt|cog, big|disc (old)")]
    [DataRow("name=ilike.A*", "axle")]
    [DataRow("name=like.*\\%", "édge_%")]
    [DataRow("name=match.^[ab]", "axle|bolt")]
    [DataRow("name=imatch.^[AB]", "axle|bolt")]
    [DataRow("name=like(any).{a*,b*}", "axle|bolt")]
    [DataRow("name=like(all).{*l*,*t}", "bolt")]
    [DataRow("pieces=eq(any).{1,3}", "axle|cog, big")]
    [DataRow("weight=gt.0.25", "axle")]
    [DataRow("price=gt.20", "axle")]
    [DataRow("price=lt.0", "disc (old)")]
    [DataRow("price->>currency=eq.EUR", "axle|disc (old)")]
    [DataRow("price->amount=eq.20", "bolt")]
    [DataRow("urgent=is.true", "bolt")]
    [DataRow("urgent=eq.false&size=eq.small", "axle|disc (old)")]
    [DataRow("size=in.(small,very_large)", "axle|cog, big|disc (old)")]
    [DataRow("due_on=gte.2026-02-01", "disc (old)")]
    [DataRow("begun_at=lt.2026-02-01T12:00:00%2B01:00", "bolt")]
    [DataRow("begun_at=lt.2026-02-01T12:00:00+01:00", "bolt")]
    [DataRow("tags=cs.{steel}", "axle|cog, big")]
    [DataRow("tags=cd.{steel,wood}", "bolt|cog, big|disc (old)|édge_%")]
    [DataRow("tags=ov.{round,wood}", "axle")]
    [DataRow("tags=eq.{steel}", "cog, big")]
    [DataRow("settings->>mode=eq.slow", "axle")]
    [DataRow("settings->speed=gt.5", "édge_%")]
    [DataRow("settings->tools->>0=eq.saw", "axle")]
    [DataRow("settings=cs.{\"mode\":\"fast\"}", "édge_%")]
    [DataRow("x_depth=gt.7", "bolt")]
    [DataRow("x_depth=not.is.null", "axle|bolt")]
    [DataRow("x_marks=cs.{b}", "axle")]
    [DataRow("x_marks=ov.{z,a}", "axle")]
    [DataRow("x_cost=gte.3", "axle")]
    [DataRow("x_cost->>currency=eq.EUR", "axle")]
    [DataRow("name=fts.bolt", "bolt")]
    [DataRow("name=wfts.cog -small", "cog, big")]
    [DataRow("name=plfts(simple).big cog", "cog, big")]
    [DataRow("search=wfts.big", "cog, big")]
    [DataRow("or=(name.eq.axle,pieces.eq.3)", "axle|cog, big")]
    [DataRow("or=(name.eq.axle,and(pieces.gte.20,urgent.is.true))", "axle|bolt")]
    [DataRow("and=(pieces.gte.2,or(size.eq.medium,name.like.cog*),urgent.not.is.true)", "cog, big|édge_%")]
    [DataRow("not.or=(name.eq.axle,name.eq.bolt)", "cog, big|disc (old)|édge_%")]
    [DataRow("or=(name.in.(axle,\"cog, big\"),tags.cs.{none})", "axle|cog, big")]
    [DataRow("or=(name.eq.\"disc (old)\",not.and(pieces.gt.1,pieces.lt.100))", "axle|disc (old)")]
    [DataRow("or=(archived_at.is.null,archived_at.not.is.null)", "axle|bolt|cog, big|disc (old)|édge_%|gone")]
    [DataRow("archived_at=not.is.null", "gone")]
    [DataRow("order=pieces.desc.nullslast,name.desc", "édge_%|bolt|cog, big|axle|disc (old)")]
    [DataRow("order=pieces.nullsfirst&limit=2", "disc (old)|axle")]
    [DataRow("order=settings->speed.desc.nullslast&limit=1", "édge_%")]
    [DataRow("order=bench(name).desc.nullslast,name&limit=3", "cog, big|édge_%|axle")]
    [DataRow("limit=2&offset=1", "bolt|cog, big")]
    [DataRow("limit=0", "")]
    [DataRow("select=name,bench!inner()&bench.name=eq.South", "cog, big|édge_%")]
    [DataRow("select=name,bench()&bench=is.null", "disc (old)")]
    [DataRow("select=name,bench(name)&bench.name=eq.South&bench=not.is.null", "cog, big|édge_%")]
    [DataRow("select=name,steps!inner(name)&steps.name=eq.drill", "axle")]
    [DataRow("select=name,bench()&or=(bench.is.null,pieces.eq.1)", "axle|disc (old)")]
    public async Task Filters(string query, string expected)
    {
        var rows = (await _t.Read("/api/v1/shop/jobs?" + query)).AsArray();
        Assert.AreEqual(expected, string.Join("|", rows.Select(r => (string?)r!["name"])));
    }

    [TestMethod]
    [DataRow("jobs?name=eq.axle&select=name,n:pieces", """[{"name":"axle","n":1}]""")]
    [DataRow("jobs?name=eq.axle&select=price,weight,size,tags,x_depth,x_cost", """[{"price":{"amount":100.5,"currency":"EUR"},"weight":1.5,"size":"small","tags":["steel","round"],"x_depth":7,"x_cost":{"amount":3,"currency":"EUR"}}]""")]
    [DataRow("jobs?name=eq.axle&select=price->amount,money:price->>currency", """[{"amount":100.5,"money":"EUR"}]""")]
    [DataRow("jobs?name=eq.axle&select=settings->>mode,settings->tools,first:settings->tools->>0", """[{"mode":"slow","tools":["saw"],"first":"saw"}]""")]
    [DataRow("jobs?name=eq.axle&select=pieces::text", """[{"pieces":"1"}]""")]
    [DataRow("jobs?name=eq.axle&select=bench(name)", """[{"bench":{"name":"North"}}]""")]
    [DataRow("jobs?name=eq.disc (old)&select=bench(name)", """[{"bench":null}]""")]
    [DataRow("jobs?name=eq.bolt&select=before:benches!former_bench_id(name,neighbour(name))", """[{"before":{"name":"South","neighbour":{"name":"North"}}}]""")]
    [DataRow("jobs?name=eq.bolt&select=former_bench(name)", """[{"former_bench":{"name":"South"}}]""")]
    [DataRow("jobs?name=eq.axle&select=name,...bench(place:name)", """[{"name":"axle","place":"North"}]""")]
    [DataRow("jobs?name=eq.axle&select=steps(name)", """[{"steps":[{"name":"cut"},{"name":"drill"},{"name":"file"}]}]""")]
    [DataRow("jobs?name=eq.axle&select=steps(name)&steps.order=name.desc&steps.limit=1&steps.offset=1", """[{"steps":[{"name":"drill"}]}]""")]
    [DataRow("jobs?name=eq.axle&select=steps(count)", """[{"steps":[{"count":3}]}]""")]
    [DataRow("jobs?select=count()", """[{"count":5}]""")]
    [DataRow("jobs?name=eq.bolt&select=bench(name)&bench.name=eq.South", """[{"bench":null}]""")]
    [DataRow("benches?order=name&select=name,jobs!bench_id(name)&jobs.pieces=gt.1&jobs.order=name", """[{"name":"North","jobs":[{"name":"bolt"}]},{"name":"South","jobs":[{"name":"cog, big"},{"name":"édge_%"}]}]""")]
    [DataRow("benches?name=eq.North&select=benches!neighbour_id(name)", """[{"benches":[{"name":"South"}]}]""")]
    [DataRow("benches?name=eq.North&select=jobs!bench_id(name,steps(name))&jobs.steps.name=eq.cut&jobs.name=eq.axle", """[{"jobs":[{"name":"axle","steps":[{"name":"cut"}]}]}]""")]
    [DataRow("benches?name=eq.South&select=jobs!bench_id(name)&jobs.or=(pieces.eq.3,pieces.eq.4)", """[{"jobs":[{"name":"cog, big"}]}]""")]
    [DataRow("jobs?select=&limit=1", "[{}]")]
    [DataRow("jobs?name=eq.bolt&select=begun_at,due_on,urgent,note,settings,bench_id->x", null)]
    [DataRow("jobs?name=eq.bolt&select=begun_at,due_on,urgent,note,settings", """[{"begun_at":"2026-02-01T10:00:00+00:00","due_on":null,"urgent":true,"note":null,"settings":null}]""")]
    public async Task Selects(string query, string? expected)
    {
        var response = await _t.Http.GetAsync("/api/v1/shop/" + query);
        var text = await response.Content.ReadAsStringAsync();
        if (expected is null)
            Assert.AreEqual(400, (int)response.StatusCode, text);
        else
            Assert.AreEqual(JsonNode.Parse(expected)!.ToJsonString(), JsonNode.Parse(text)!.ToJsonString());
    }

    [TestMethod]
    [DataRow("jobs?pieces=eq.many", "wrong_value", "pieces")]
    [DataRow("jobs?pieces=eq.1.5", "wrong_value", "pieces")]
    [DataRow("jobs?pieces=eq.99999999999999999999", "wrong_value", "pieces")]
    [DataRow("jobs?id=eq.5", "wrong_value", "id")]
    [DataRow("jobs?due_on=eq.2026-02-30", "wrong_value", "due_on")]
    [DataRow("jobs?begun_at=gt.yesterday", "wrong_value", "begun_at")]
    [DataRow("jobs?urgent=eq.perhaps", "wrong_value", "urgent")]
    [DataRow("jobs?size=eq.tiny", "not_a_choice", "size")]
    [DataRow("jobs?weight=eq.NaN", "wrong_value", "weight")]
    [DataRow("jobs?price=gt.much", "wrong_value", "price")]
    [DataRow("jobs?x_depth=eq.a", "wrong_value", "x_depth")]
    [DataRow("jobs?settings->a=eq.{", "wrong_value", "settings->a")]
    [DataRow("jobs?colour=eq.red", "unknown_field", "colour")]
    [DataRow("jobs?select=colour", "unknown_field", "colour")]
    [DataRow("jobs?order=colour", "unknown_field", "colour")]
    [DataRow("jobs?name=axle", "unknown_operator", "name")]
    [DataRow("jobs?name=equals.axle", "unknown_operator", "name")]
    [DataRow("jobs?pieces=like.1*", "operator_not_allowed", "pieces")]
    [DataRow("jobs?tags=gt.{a}", "operator_not_allowed", "tags")]
    [DataRow("jobs?name=match.(", "wrong_pattern", null)]
    [DataRow("jobs?name=like.abc\\", "wrong_pattern", null)]
    [DataRow("jobs?name=fts.a b", "wrong_value", null)]
    [DataRow("jobs?name=fts(klingon).a", "unknown_language", "name")]
    [DataRow("jobs?select=name::int", "cast_not_supported", "select")]
    [DataRow("jobs?select=pieces.median()", "aggregate_not_supported", "select")]
    [DataRow("jobs?select=name,steps(name,count())", "count_alone", "select")]
    [DataRow("jobs?select=name,bench(name.max())", "aggregate_not_supported", "select")]
    [DataRow("jobs?select=bench(name),pieces.sum()", "aggregate_not_supported", "select")]
    [DataRow("jobs?select=price.sum()", "currency_needed", "price")]
    [DataRow("jobs?select=price,count()", "money_not_grouped", "select")]
    [DataRow("jobs?select=name.sum()", "operator_not_allowed", "name")]
    [DataRow("jobs?select=size,count()&order=size", "order_not_allowed", "order")]
    [DataRow("jobs?select=name,name", "duplicate_column", "select")]
    [DataRow("jobs?select=name,customers(name)", "unknown_embed", "customers")]
    [DataRow("benches?select=name,jobs(name)", "ambiguous_embed", "jobs")]
    [DataRow("jobs?select=name&bench.name=eq.x", "not_embedded", "bench.name")]
    [DataRow("jobs?select=name(", "malformed_query", "select")]
    [DataRow("jobs?or=(name.eq.a", "malformed_query", "or")]
    [DataRow("jobs?order=name.up", "malformed_query", "order")]
    [DataRow("jobs?limit=-1", "wrong_value", "limit")]
    [DataRow("jobs?offset=a", "wrong_value", "offset")]
    [DataRow("jobs?select=benches!bench_id(benches!neighbour_id(benches!neighbour_id(benches!neighbour_id(benches!neighbour_id(name)))))", "query_too_large", "select")]
    [DataRow("jobs?name=eq.%00", "wrong_value", "name")]
    [DataRow("jobs?order=steps(name)", "order_by_many", "order")]
    [DataRow("jobs?select=...steps(name)", "spread_of_many", "select")]
    public async Task Refuses(string query, string code, string? field)
    {
        var response = await _t.Http.GetAsync("/api/v1/shop/" + query);
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        Assert.AreEqual(400, (int)response.StatusCode, problem.ToString());
        Assert.AreEqual(code, (string?)problem["code"], problem.ToString());
        if (field is not null)
            Assert.AreEqual(field, (string?)problem["errors"]?[0]?["field"], problem.ToString());
    }

    [TestMethod]
    [DataRow("limit=2", "count=exact", null, 206, "0-1/5")]
    [DataRow("", "count=exact", null, 200, "0-4/5")]
    [DataRow("limit=2&offset=4", "count=exact", null, 206, "4-4/5")]
    [DataRow("limit=2&offset=5", "count=exact", null, 206, "*/5")]
    [DataRow("limit=2&offset=6", "count=exact", null, 416, "*/5")]
    [DataRow("limit=2", null, null, 200, "0-1/*")]
    [DataRow("name=eq.none", null, null, 200, "*/*")]
    [DataRow("name=eq.none", "count=exact", null, 200, "*/0")]
    [DataRow("", "count=exact", "0-1", 206, "0-1/5")]
    [DataRow("", null, "1-", 200, "1-4/*")]
    [DataRow("", "count=estimated", null, 200, "0-4/5")]
    [DataRow("", null, "5-1", 416, null)]
    public async Task Ranges(string query, string? prefer, string? range, int status, string? contentRange)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            var headers = new List<(string, string)> { ("Range-Unit", "items") };
            if (prefer is not null)
                headers.Add(("Prefer", prefer));
            if (range is not null)
                headers.Add(("Range", range));
            var response = await _t.Send(method, "/api/v1/shop/jobs?" + query, null, [.. headers]);
            Assert.AreEqual(status, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
            if (contentRange is not null && status != 416)
                Assert.AreEqual(contentRange, response.Content.Headers.TryGetValues("Content-Range", out var values) ? values.Single() : null);
        }
    }

    [TestMethod]
    public async Task A_planned_count_is_a_number()
    {
        var response = await _t.Send(HttpMethod.Get, "/api/v1/shop/jobs?name=neq.a&limit=1", null, ("Prefer", "count=planned"));
        Assert.IsTrue(long.TryParse(response.Content.Headers.GetValues("Content-Range").Single().Split('/')[1], out _));
    }

    [TestMethod]
    public async Task Csv_has_money_in_two_columns_and_no_formulas()
    {
        await using var t = await Workshop.Tenant();
        await t.Create("/api/v1/shop/jobs", new { name = "=1+1", note = "a \"quoted\", text", price = new { amount = -2.5, currency = "EUR" } });
        await t.Create("/api/v1/shop/jobs", new { name = "+49 (30) 123", note = "-cmd|' /C calc'!A0", pieces = -4, tags = new[] { "a", "b" } });
        var response = await t.Send(HttpMethod.Get, "/api/v1/shop/jobs?select=name,note,price,pieces,tags,place:bench(name),begun_at", null, ("Accept", "text/csv"), ("Prefer", "count=exact"));
        Assert.AreEqual("text/csv", response.Content.Headers.ContentType!.MediaType);
        Assert.AreEqual("0-1/2", response.Content.Headers.GetValues("Content-Range").Single());
        Assert.AreEqual(
            "name,note,price,price_currency,pieces,tags,place,begun_at\r\n'=1+1,\"a \"\"quoted\"\", text\",-2.5,EUR,,[],,\r\n+49 (30) 123,'-cmd|' /C calc'!A0,,,-4,\"[\"\"a\"\",\"\"b\"\"]\",,\r\n",
            await response.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task One_object_is_given_for_exactly_one_row()
    {
        var one = await _t.Send(HttpMethod.Get, "/api/v1/shop/jobs?name=eq.axle&select=name", null, ("Accept", "application/vnd.pgrst.object+json"));
        Assert.AreEqual("""{"name":"axle"}""", await one.Content.ReadAsStringAsync());
        foreach (var name in new[] { "none", "disc*", "*" })
        {
            var response = await _t.Send(HttpMethod.Get, $"/api/v1/shop/jobs?name={(name == "none" ? "eq" : "like")}.{name}", null, ("Accept", "application/vnd.pgrst.object+json"));
            Assert.AreEqual(name == "disc*" ? 200 : 406, (int)response.StatusCode);
        }
    }

    [TestMethod]
    public async Task A_row_is_read_with_what_it_references_and_not_again_when_it_did_not_change()
    {
        var id = (string)(await _t.Read("/api/v1/shop/jobs?name=eq.axle&select=id"))[0]!["id"]!;
        var response = await _t.Http.GetAsync($"/api/v1/shop/jobs/{id}?select=name,bench(name)");
        Assert.AreEqual("""{"name":"axle","bench":{"name":"North"}}""", await response.Content.ReadAsStringAsync());
        var etag = response.Headers.ETag!.ToString();
        Assert.AreEqual(304, (int)(await _t.Send(HttpMethod.Get, $"/api/v1/shop/jobs/{id}", null, ("If-None-Match", etag))).StatusCode);
        Assert.AreEqual(200, (int)(await _t.Send(HttpMethod.Get, $"/api/v1/shop/jobs/{id}", null, ("If-None-Match", "\"77\""))).StatusCode);
        Assert.AreEqual(404, (int)(await _t.Http.GetAsync($"/api/v1/shop/jobs/{Guid.NewGuid()}")).StatusCode);
    }

    [TestMethod]
    [DataRow("GET", "/api/v1/shop/nothing", 404, "no_such_route")]
    [DataRow("GET", "/api/v1/shop/jobs/not-an-id", 404, "no_such_route")]
    [DataRow("GET", "/api/v1/nowhere", 404, "no_such_route")]
    [DataRow("PUT", "/api/v1/shop/jobs", 405, "method_not_allowed")]
    public async Task What_is_not_there_is_told_as_a_problem(string method, string path, int status, string code)
    {
        var response = await _t.Send(new HttpMethod(method), path, null);
        Assert.AreEqual(status, (int)response.StatusCode);
        Assert.AreEqual("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.AreEqual(code, (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"]);
    }

    [TestMethod]
    public async Task A_read_that_takes_too_long_is_ended_and_told()
    {
        await using var t = await Workshop.Tenant();
        await using var connection = await t.Api.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand($"lock table \"{t.Tenant.Schema}\".shop_job in access exclusive mode", connection))
            await command.ExecuteNonQueryAsync();
        var response = await t.Http.GetAsync("/api/v1/shop/jobs");
        Assert.AreEqual(408, (int)response.StatusCode, await response.Content.ReadAsStringAsync());
        await transaction.RollbackAsync();
        Assert.AreEqual(0, (await t.Read("/api/v1/shop/jobs")).AsArray().Count);
    }

    [TestMethod]
    public async Task Code_in_the_process_asks_as_a_client_does()
    {
        var reads = _t.Api.Get<RowReads>();
        var caller = Kernel.Run.Caller.System("test");
        var (rows, count) = await reads.Query(_t.Api.Model.FindResource("shop.job")!, _t.Tenant, caller, "select=name&pieces=gte.20&order=name", CancellationToken.None);
        Assert.AreEqual(2L, count);
        Assert.AreEqual("bolt", (string?)JsonNode.Parse(rows)![0]!["name"]);
    }

    [TestMethod]
    public async Task Users_and_roles_are_read_like_any_resource()
    {
        Assert.AreEqual("""[{"email":"admin@example.com","roles":["administrator"]}]""", (await _t.Read("/api/v1/core/users?select=email,roles&roles=cs.{administrator}")).ToJsonString());
        Assert.AreEqual("*", (string?)(await _t.Read("/api/v1/core/roles?name=eq.administrator&select=first:grants->0->>permission"))[0]!["first"]);
        Assert.AreEqual("""[{"owner":{"email":"admin@example.com"}}]""", (await _t.Read("/api/v1/shop/jobs?select=owner(email)&limit=1")).ToJsonString());
    }

    [TestMethod]
    public async Task A_report_answers_json_and_csv()
    {
        Assert.AreEqual(
            JsonNode.Parse("""[{"size":"medium","jobs":2,"worth":{"amount":20,"currency":"USD"}},{"size":"very_large","jobs":1,"worth":null}]""")!.ToJsonString(),
            (await _t.Read("/api/v1/shop/reports/jobs_by_size?at_least=2")).ToJsonString());
        var csv = await _t.Send(HttpMethod.Get, "/api/v1/shop/reports/jobs_by_size?at_least=2", null, ("Accept", "text/csv"));
        Assert.AreEqual("size,jobs,worth,worth_currency\r\nmedium,2,20,USD\r\nvery_large,1,,\r\n", await csv.Content.ReadAsStringAsync());
        Assert.AreEqual(422, (int)(await _t.Http.GetAsync("/api/v1/shop/reports/jobs_by_size?at_least=x")).StatusCode);
        Assert.AreEqual(422, (int)(await _t.Http.GetAsync("/api/v1/shop/reports/jobs_by_size?other=1")).StatusCode);
        Assert.AreEqual(404, (int)(await _t.Http.GetAsync("/api/v1/shop/reports/nothing")).StatusCode);
    }
}
