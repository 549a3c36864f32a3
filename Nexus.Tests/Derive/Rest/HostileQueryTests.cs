using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>Whatever is sent, the answer is rows or a fault of the sender's, told with a code.</summary>
[TestClass]
public sealed class HostileQueryTests
{
    private const int Tries = 250;

    private static readonly string[] Fields = ["name", "note", "size", "pieces", "weight", "price", "price->>currency", "urgent", "due_on", "begun_at", "tags", "settings", "settings->a", "settings->>b", "id", "x_depth", "bench_id", "archived_at", "search", "nothing", ""];
    private static readonly string[] Operators = ["eq", "neq", "gt", "gte", "lt", "lte", "like", "ilike", "match", "imatch", "in", "is", "isdistinct", "cs", "cd", "ov", "fts", "plfts", "phfts", "wfts", "eq(any)", "like(all)", "fts(english)", "not.eq", "not.in", "", "x"];
    private static readonly string[] Values = ["a", "", "1", "-1", "1.5", "1e400", "99999999999999999999", "null", "true", "{a,b}", "{", "}", "(a,b)", "(", ")", "\"", "\\", "%", "*", "_", "'", "''", ";", "--", "$1", "{1}", "\u0000", "\ud800", "é", "😀", "2026-01-01", "2026-13-01", "0001-01-01", "infinity", "NaN", "01900000-0000-7000-8000-000000000000", "{\"a\":1}", "[1,2]", "[\"a\"]", "\"\\u0000\"", "a & b", "a &", "!", "<->", "[", "(a|b)+$", "(?=a)", "\\1", "{\"a\":[[[[1]]]]}", "\t", "\n", "x\\"];
    private static readonly string[] Pieces = [.. Values, "select", "order", "(", ")", ",", ".", ":", "::", "!", "->", "->>", "*", "...", "!inner", "bench", "steps", "name", "or", "and", "not", "asc", "desc", "nullsfirst", "text", "count", "id"];

    private static TestTenant _t = null!;

    [ClassInitialize]
    public static async Task Begin(TestContext context)
    {
        _t = await Workshop.Tenant();
        await TestUsers.AddField(_t, "shop.job", "x_depth", "integer");
        await _t.Create("/api/v1/shop/jobs", new { name = "axle", pieces = 1, tags = new[] { "a" }, settings = new { a = 1, b = "x" }, x_depth = 1 });
    }

    [ClassCleanup]
    public static async Task End() => await _t.DisposeAsync();

    [TestMethod]
    public void Random_filters()
    {
        var filter = from field in Gen.Elements(Fields)
                     from name in Gen.Elements(Operators)
                     from value in Gen.Elements(Values)
                     select (field, $"{name}.{value}");
        Holds(Gen.ArrayOf(filter, 2).Select(Query));
    }

    [TestMethod]
    public void Random_trees()
    {
        var leaf = from field in Gen.Elements(Fields) from name in Gen.Elements(Operators) from value in Gen.Elements(Values) select $"{field}.{name}.{value}";
        var tree = from parts in Gen.ListOf(leaf) from open in Gen.Elements("(", "(and(", "((", "") from close in Gen.Elements(")", "))", "") select open + string.Join(',', parts) + close;
        Holds(from name in Gen.Elements("or", "and", "not.or", "steps.or", "bench.not.and") from text in tree select Query([(name, text), ("select", "name,bench(name),steps(name)")]));
    }

    [TestMethod]
    public void Random_queries()
    {
        var text = Gen.Resize(Gen.ListOf(Gen.Elements(Pieces)), 8).Select(string.Concat);
        var name = Gen.Elements("select", "order", "limit", "offset", "name", "or", "steps.order", "steps.limit", "bench.name", "columns", "settings->", "->a", ".", "a.b.c", "not.or");
        Holds(Gen.ArrayOf(from n in name from t in text select (n, t), 3).Select(Query));
    }

    [TestMethod]
    public void Random_texts()
    {
        Holds(from key in ArbMap.Default.GeneratorFor<string>() from value in ArbMap.Default.GeneratorFor<string>() select Query([(key ?? "", value ?? "")]));
    }

    [TestMethod]
    public void Random_bodies()
    {
        var leaf = Gen.Elements("null", "true", "1", "-1.5", "1e999", "99999999999999999999999", "\"\"", "\"a\"", "\"\\u0000\"", "\"\\ud800\"", "[]", "{}", "[null]", "{\"amount\":1}", "{\"amount\":\"1\",\"currency\":\"EUR\"}", "{\"amount\":1e30,\"currency\":\"EUR\"}", "\"2026-01-01\"", "\"0000-00-00\"", "\"9999-12-31T23:59:59.9999999-14:00\"", "{", "");
        var member = from name in Gen.Elements([.. Fields, "x_other", "custom", "tenant_id", "version", "created_at"]) from value in leaf select $"{JsonSerializer.Serialize(name)}:{value}";
        var row = Gen.Resize(Gen.ListOf(member), 6).Select(m => "{" + string.Join(',', m) + "}");
        var body = Gen.OneOf(row, leaf, Gen.Resize(Gen.ListOf(row), 3).Select(r => "[" + string.Join(',', r) + "]"));
        var request = from b in body from path in Gen.Elements("jobs", "benches", "steps", "jobs?dryRun=true", "jobs?select=name") from prefer in Gen.Elements("return=representation", "return=minimal", "x") select (b, path, prefer);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tries), Prop.ForAll(Arb.From(request), r => Fits(HttpMethod.Post, "/api/v1/shop/" + r.path, r.b, r.prefer)));
    }

    [TestMethod]
    [DataRow("name=eq.' or '1'='1")]
    [DataRow("name=in.(');drop table x;--)")]
    [DataRow("name'=eq.a")]
    [DataRow("name\"=eq.a")]
    [DataRow("settings->a'; select 1--=eq.1")]
    [DataRow("settings->>a')::text or true--=eq.1")]
    [DataRow("select=name;drop")]
    [DataRow("select=name\" from nexus.users--")]
    [DataRow("select=\"name\"\" from nexus.users\"")]
    [DataRow("select=\"a\"\"b\":name")]
    [DataRow("select=a:settings->\"x' || version() || '\"")]
    [DataRow("select=name::text;--")]
    [DataRow("select=name,\"bench\"\"\"(name)")]
    [DataRow("select=bench!\"id;--\"(name)")]
    [DataRow("select=password_hash")]
    [DataRow("select=owner(password_hash)")]
    [DataRow("select=owner(email,totp_secret)")]
    [DataRow("select=tenant_id")]
    [DataRow("select=custom")]
    [DataRow("select=search_text")]
    [DataRow("order=name;drop table x")]
    [DataRow("order=name.desc nulls last; --")]
    [DataRow("order=(select 1)")]
    [DataRow("order=owner(password_hash)")]
    [DataRow("owner.password_hash=eq.x&select=owner(email)")]
    [DataRow("limit=1;drop")]
    [DataRow("offset=1 union select 1")]
    [DataRow("name=eq'.a")]
    [DataRow("name=fts('english').a")]
    [DataRow("name=fts(english');--).a")]
    [DataRow("name=eq(any;).{a}")]
    [DataRow("or=(name.eq.a) or (true)")]
    [DataRow("pieces=eq.1 or 1=1")]
    [DataRow("id=eq.01900000-0000-7000-8000-000000000000' or true")]
    public async Task Sql_in_any_place_is_data_or_a_fault(string query)
    {
        var response = await _t.Http.GetAsync("/api/v1/shop/jobs?" + string.Join('&', query.Split('&').Select(p => p.Split('=', 2)).Select(p => $"{Uri.EscapeDataString(p[0])}={Uri.EscapeDataString(p[1])}")));
        var text = await response.Content.ReadAsStringAsync();
        if ((int)response.StatusCode == 200)
            Assert.IsTrue(text.Replace("{\"a\":null}", "", StringComparison.Ordinal).All(c => c is '[' or ']' or ',' or ' ' or '\n'), text);
        else
            Assert.AreEqual(400, (int)response.StatusCode, text);
    }

    [TestMethod]
    public async Task Filters_give_what_the_same_rule_gives_in_csharp()
    {
        await using var t = await Workshop.Tenant();
        var random = new System.Random(20261121);
        var rows = Enumerable.Range(0, 60).Select(i => (Name: $"job {i} {(char)('a' + random.Next(5))}", Pieces: random.Next(4) == 0 ? (int?)null : random.Next(10), Urgent: random.Next(2) == 0, Size: new[] { "small", "medium", "very_large" }[random.Next(3)])).ToArray();
        var sent = await t.Post("/api/v1/shop/jobs", rows.Select(r => new { name = r.Name, pieces = r.Pieces, urgent = r.Urgent, size = r.Size }));
        Assert.AreEqual(201, (int)sent.StatusCode, await sent.Content.ReadAsStringAsync());

        // Three-valued, as in SQL: null when a part of it isn't known.
        for (var i = 0; i < 150; i++)
        {
            var (text, rule) = Rule(random, 0);
            var expected = rows.Where(r => rule(r) == true).Select(r => r.Name).Order(StringComparer.Ordinal).ToArray();
            var answer = await t.Read($"/api/v1/shop/jobs?select=name&and=({Uri.EscapeDataString(text)})");
            CollectionAssert.AreEqual(expected, answer.AsArray().Select(r => (string)r!["name"]!).Order(StringComparer.Ordinal).ToArray(), text);
        }
    }

    private static (string Text, Func<(string Name, int? Pieces, bool Urgent, string Size), bool?> Rule) Rule(System.Random random, int depth)
    {
        var number = random.Next(10);
        var letter = (char)('a' + random.Next(5));
        switch (random.Next(depth < 3 ? 12 : 9))
        {
            case 0: return ($"pieces.eq.{number}", r => r.Pieces is null ? null : r.Pieces == number);
            case 1: return ($"pieces.gt.{number}", r => r.Pieces is null ? null : r.Pieces > number);
            case 2: return ($"pieces.lte.{number}", r => r.Pieces is null ? null : r.Pieces <= number);
            case 3: return ("pieces.is.null", r => r.Pieces is null);
            case 4: return ($"pieces.in.({number},{number + 1})", r => r.Pieces is null ? null : r.Pieces == number || r.Pieces == number + 1);
            case 5: return ("urgent.is.true", r => r.Urgent);
            case 6: return ("size.eq.medium", r => r.Size == "medium");
            case 7: return ($"name.like.*{letter}", r => r.Name.EndsWith(letter));
            case 8: return ($"pieces.isdistinct.{number}", r => r.Pieces != number);
            case 9:
                var (inner, negated) = Rule(random, depth + 1);
                return ($"not.and({inner})", r => !negated(r));
            default:
                var any = random.Next(2) == 0;
                var (a, left) = Rule(random, depth + 1);
                var (b, right) = Rule(random, depth + 1);
                return ($"{(any ? "or" : "and")}({a},{b})", r => any ? left(r) | right(r) : left(r) & right(r));
        }
    }

    private static string Query((string Name, string Value)[] parameters) => string.Join('&', parameters.Select(p => $"{Escape(p.Name)}={Escape(p.Value)}"));

    private static string Escape(string text) => string.Concat(Encoding.UTF8.GetBytes(text).Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}"));

    private static void Holds(Gen<string> queries) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(Tries), Prop.ForAll(Arb.From(queries), q => Fits(HttpMethod.Get, "/api/v1/shop/jobs?" + q, null, null)));

    private static bool Fits(HttpMethod method, string path, string? body, string? prefer)
    {
        using var response = _t.Send(method, path, body, prefer is null ? [] : [("Prefer", prefer)]).GetAwaiter().GetResult();
        var text = response.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        var status = (int)response.StatusCode;
        Assert.IsTrue(status is >= 200 and < 500, $"{status} for {path} {body}\n{text}");
        if (status >= 400)
            Assert.IsNotNull(JsonNode.Parse(text)?["code"], $"{status} without a code for {path}: {text}");
        return true;
    }
}
