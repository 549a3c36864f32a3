using System.Text.Json.Nodes;
using Nexus.Tests.Installation;
using Npgsql;

namespace Nexus.Tests.Search;

[TestClass]
public sealed class SearchTests
{
    [TestMethod]
    public async Task Exact_comes_before_beginning_before_similar_and_kinds_are_counted()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Lovelace" });
        await t.Create("/api/v1/crm/contacts", new { name = "Lovelace Junior" });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada Lovelace", email = "ada@example.com" });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada Lovelase" });
        await t.Create("/api/v1/crm/contacts", new { name = "Charles Babbage" });
        var answer = await Search(t, "lovelace");

        Assert.AreEqual("Lovelace|Lovelace Junior|Ada Lovelace|Ada Lovelase", Titles(answer), answer.ToString());
        Assert.AreEqual(3, (int?)answer["facets"]!.AsArray().Single(f => (string?)f!["kind"] == "crm.contact")!["count"]);
        Assert.AreEqual(1, (int?)answer["facets"]!.AsArray().Single(f => (string?)f!["kind"] == "crm.company")!["count"]);
        Assert.AreEqual("Lovelace", Titles(await Search(t, "lovelace", "&kinds=crm.company")));
    }

    [TestMethod]
    [DataRow("Lovelase")]
    [DataRow("ada lov")]
    [DataRow("ADA@EXAMPLE.COM")]
    [DataRow("lovelaec")]
    [DataRow("lace ada")]
    public async Task Words_beginnings_addresses_and_typing_errors_find_the_row(string query)
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/contacts", new { name = "Ada Lovelace", email = "ada@example.com" });
        await t.Create("/api/v1/crm/contacts", new { name = "Charles Babbage" });
        Assert.AreEqual("Ada Lovelace", Titles(await Search(t, query)));
    }

    [TestMethod]
    public async Task What_is_archived_or_another_tenants_is_not_found()
    {
        await using var t = await TestTenant.Create();
        await using var other = await TestTenant.Create();
        await other.Create("/api/v1/crm/contacts", new { name = "Ada Lovelace" });
        var row = await t.Create("/api/v1/crm/contacts", new { name = "Ada Lovelace" });
        await t.Post($"/api/v1/crm/contacts/{row["id"]}/archive", new { });
        Assert.AreEqual("", Titles(await Search(t, "ada")));
    }

    [TestMethod]
    [DataRow("'")]
    [DataRow("\\")]
    [DataRow("a' | 'b")]
    [DataRow("!!! & ((")]
    [DataRow("%_%")]
    [DataRow("a\u0000b")]
    [DataRow("😀")]
    [DataRow(":*")]
    public async Task Any_text_can_be_asked_for(string query)
    {
        await using var t = await TestTenant.Create();
        await Search(t, query);
    }

    [TestMethod]
    [DataRow("q=a&limit=0")]
    [DataRow("q=a&limit=x")]
    [DataRow("q=a&kinds=crm.nothing")]
    [DataRow("q=a&kinds=core.user")]
    public async Task Wrong_parameters_are_refused(string query)
    {
        await using var t = await TestTenant.Create();
        Assert.AreEqual(400, (int)(await t.Http.GetAsync("/api/v1/search?" + query)).StatusCode);
    }

    [TestMethod]
    public async Task Twenty_thousand_rows_are_searched_by_index()
    {
        await using var t = await TestTenant.Create();
        await using (var fill = t.Api.Database.CreateCommand("""
            insert into "{schema}".crm_contact (id, version, created_at, updated_at, additional_emails, additional_phones, tags, name, email)
            select gen_random_uuid(), 1, now(), now(), '{}', '{}', '{}', initcap(substr(md5(i::text), 1, 7)) || ' ' || initcap(substr(md5((i * 7)::text), 1, 9)), 'p' || i || '@example.com' from generate_series(1, 20000) i;
            insert into "{schema}".crm_contact (id, version, created_at, updated_at, additional_emails, additional_phones, tags, name) values (gen_random_uuid(), 1, now(), now(), '{}', '{}', '{}', 'Ada Lovelace');
            analyze "{schema}".crm_contact
            """.Replace("{schema}", t.Tenant.Schema, StringComparison.Ordinal)))
            await fill.ExecuteNonQueryAsync();

        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.AreEqual("Ada Lovelace", Titles(await Search(t, "Lovelase")).Split('|')[0]);
        Console.WriteLine($"search among 20,000: {watch.ElapsedMilliseconds} ms");
        await using var connection = await t.Api.Database.OpenConnectionAsync();
        foreach (var (condition, index) in new[] { ("search @@ to_tsquery('simple', '''lovelace'':*')", "crm_contact__search"), ("'Lovelase' operator(public.<%) search_text", "crm_contact__search_text") })
        {
            await using var explain = new NpgsqlCommand($"explain select id from \"{t.Tenant.Schema}\".crm_contact t where {condition} and archived_at is null limit 500", connection);
            await using var reader = await explain.ExecuteReaderAsync();
            var plan = "";
            while (await reader.ReadAsync())
                plan += reader.GetString(0) + "\n";
            StringAssert.Contains(plan, index, plan);
        }
    }

    private static async Task<JsonNode> Search(TestTenant t, string query, string more = "") => await t.Read($"/api/v1/search?q={Uri.EscapeDataString(query)}{more}");

    private static string Titles(JsonNode answer) => string.Join("|", answer["hits"]!.AsArray().Select(h => (string?)h!["title"]));
}
