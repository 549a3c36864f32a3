using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Rest.Query;
using Nexus.Kernel.Run;
using Nexus.Tests.Browser.Lists;
using Nexus.Tests.Installation;
using Nexus.Web.Lists;

namespace Nexus.Tests.Web.Lists;

/// <summary>Pages follow each other without a gap or an overlap, whatever they are sorted by, and a late one costs what the first one does.</summary>
[TestClass]
public sealed class KeysetTests
{
    private const int Rows = 157;

    private static TestTenant _t = null!;

    [ClassInitialize]
    public static async Task Begin(TestContext context)
    {
        _t = await WorkshopSite.Tenant();
        var bench = (string)(await _t.Create("/api/v1/shop/benches", new { name = "North" }))["id"]!;
        // Many are equal, many have nothing.
        await _t.Scalar<long>($$"""
            with made as (insert into {schema}.shop_job (id, version, created_at, updated_at, name, size, pieces, weight, price, price_currency, urgent, due_on, begun_at, tags, bench_id)
            select gen_random_uuid(), 1, now(), now(), case when n % 5 = 0 then 'same, "name"' else 'job ' || n % 40 end, (array['small','medium','very_large'])[1 + n % 3], nullif(n % 7, 0), nullif(n % 11, 0) * 0.25,
              case when n % 4 > 0 then n % 9 end, case when n % 4 > 0 then 'EUR' end, n % 2 = 0, case when n % 3 > 0 then date '2026-01-01' + n % 6 end, case when n % 3 > 0 then timestamptz '2026-01-01 10:00:00.123456Z' + n % 8 * interval '1 microsecond' end, '{}', case when n % 2 = 0 then '{{bench}}'::uuid end
            from generate_series(1, {{Rows}}) n returning 1) select count(*) from made
            """);
    }

    [ClassCleanup]
    public static async Task End() => await _t.DisposeAsync();

    [TestMethod]
    [DataRow("")]
    [DataRow("id")]
    [DataRow("name")]
    [DataRow("size.desc")]
    [DataRow("pieces")]
    [DataRow("pieces.desc")]
    [DataRow("weight.desc")]
    [DataRow("price")]
    [DataRow("price.desc")]
    [DataRow("urgent.desc")]
    [DataRow("due_on")]
    [DataRow("due_on.desc")]
    [DataRow("begun_at")]
    [DataRow("begun_at.desc")]
    [DataRow("bench_id")]
    public async Task Every_row_is_on_one_page(string order)
    {
        var (reader, state, who) = Open($"order={order}&columns=name");
        var ids = new List<string>();
        var values = new List<string?>();
        for (var pages = 0; pages < 20; pages++)
        {
            var page = await reader.Page(state, who, 17, default);
            ids.AddRange(page.Rows.Select(r => (string)r["id"]!));
            values.AddRange(page.Rows.Select(r => state.Order is { Field.Kind: not FieldKind.Money } sorted ? r[sorted.Field.Name]?.ToString() : null));
            if (page.Next is null)
                break;
            state = state with { After = page.Next };
        }

        Assert.HasCount(Rows, ids);
        Assert.HasCount(Rows, ids.Distinct().ToList());
        // Those without a value are at the end.
        var empty = values.IndexOf(null);
        Assert.IsTrue(empty < 0 || values.Skip(empty).All(v => v is null));
    }

    [TestMethod]
    [DataRow("order=name&after=x")]
    [DataRow("order=name&after=[1,2]")]
    [DataRow("order=name&after=[\"a\",\"b\"]")]
    [DataRow("order=bench_id&after=-1")]
    [DataRow("order=pieces&after=[\"many\",\"01900000-0000-7000-8000-000000000000\"]")]
    public async Task A_place_that_is_none_is_the_askers_fault(string query)
    {
        var (reader, state, who) = Open(query);
        var fault = await Assert.ThrowsExactlyAsync<Fault>(() => reader.Page(state, who, 10, default));
        Assert.AreEqual(400, fault.Status);
    }

    [TestMethod]
    public async Task A_late_page_of_a_large_table_reads_no_more_than_the_first()
    {
        await using var t = await WorkshopSite.Tenant();
        await t.Scalar<long>("with made as (insert into {schema}.shop_bench (id, version, created_at, updated_at, name) select gen_random_uuid(), 1, now(), now(), 'Bench ' || n / 3 from generate_series(1, 200000) n returning 1) select count(*) from made");
        await using (var analyze = t.Api.Database.CreateCommand($"analyze \"{t.Tenant.Schema}\".shop_bench"))
            await analyze.ExecuteNonQueryAsync();
        var late = await t.Scalar<string>("select json_build_array(name, id)::text from {schema}.shop_bench order by name, id offset 150000 limit 1");
        var lateId = await t.Scalar<string>("select json_build_array(null, id)::text from {schema}.shop_bench order by id desc offset 150000 limit 1");
        foreach (var (order, after) in new[] { ("name", late), ("name.desc", late), ("", lateId) })
        {
            var (first, then) = (await Blocks(t, order, null), await Blocks(t, order, after));
            Assert.IsTrue(then < 3 * first + 30, $"{order}: {then} blocks on the late page, {first} on the first.");
        }
    }

    /// <summary>Blocks of the database that a page of 50 rows touches.</summary>
    private static async Task<long> Blocks(TestTenant t, string order, string? after)
    {
        var resource = t.Api.Model.FindResource("shop.bench")!;
        var sorted = ListState.Read(t.Tenant.ShapeOf(resource), QueryHelpers.ParseQuery("order=" + order)).Order;
        var (blocks, rows) = (0L, 0L);
        foreach (var leg in Keyset.Legs(sorted, after))
        {
            var text = new QueryString($"?select=id,name&{leg}&limit={50 - rows}");
            var node = QueryParser.Parse(text, new QueryCollection(QueryHelpers.ParseQuery(text.Value)));
            var sql = new ReadCompiler(t.Api.Model, t.Tenant, Caller.System("test")).List(resource, node, one: false, total: null);
            await using var command = t.Api.Database.CreateCommand();
            command.CommandText = "explain (analyze, buffers, format json) " + sql.Render(command.Parameters);
            var plan = JsonNode.Parse((string)(await command.ExecuteScalarAsync())!)![0]!["Plan"]!;
            blocks += (long)plan["Shared Hit Blocks"]! + (long)plan["Shared Read Blocks"]!;
            rows += (long)(decimal)plan["Plans"]![0]!["Actual Rows"]!;
            if (rows >= 50)
                break;
        }

        Assert.AreEqual(50L, rows);
        return blocks;
    }

    private static (ListReader Reader, ListState State, Looker Who) Open(string query)
    {
        var shape = _t.Tenant.ShapeOf(_t.Api.Model.FindResource("shop.job")!);
        return (_t.Api.Get<ListReader>(), ListState.Read(shape, QueryHelpers.ParseQuery(query)), new Looker(_t.Tenant, Caller.System("test"), DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc));
    }
}
