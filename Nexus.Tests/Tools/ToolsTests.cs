using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Derive.Tools;
using Nexus.Kernel.Run;
using Nexus.Tests.Installation;
using Nexus.Tests.Isolation;

namespace Nexus.Tests.Tools;

/// <summary>The tools as the official .NET client sees them.</summary>
[TestClass]
public sealed class ToolsTests
{
    [TestMethod]
    public async Task The_overview_lists_few_tools_that_find_all_others()
    {
        await using var t = await TestTenant.Create();
        await using var client = await Connect(t);
        var listed = await client.ListToolsAsync();

        Assert.IsLessThanOrEqualTo(ToolServer.ListedMax, listed.Count);
        CollectionAssert.IsSubsetOf(new[] { "nexus_modules", "nexus_find_tools", "nexus_call", "nexus_search", "nexus_query", "nexus_get" }, listed.Select(l => l.Name).ToArray());
        StringAssert.Contains(client.ServerInstructions, "dry_run");

        var modules = await Call(client, "nexus_modules", new { });
        Assert.IsTrue(modules["modules"]!.AsArray().Any(m => (string?)m!["name"] == "crm"), modules.ToString());
        var crm = await Call(client, "nexus_modules", new { module = "crm" });
        StringAssert.Contains(crm.ToJsonString(), "crm.company");

        var found = await Call(client, "nexus_find_tools", new { query = "create a contact" });
        Assert.AreEqual("crm_contact_create", (string?)found["tools"]![0]!["name"], found.ToString());
        Assert.IsNotNull(found["tools"]![0]!["input_schema"]!["properties"]!["email"]);
    }

    [TestMethod]
    public async Task A_modules_own_address_lists_all_that_the_caller_may_use()
    {
        await using var t = await TestTenant.Create();
        await using var client = await Connect(t, "/mcp/crm");
        var listed = (await client.ListToolsAsync()).ToDictionary(l => l.Name);

        foreach (var operation in t.Api.Model.FindModule("crm")!.Operations)
            Assert.IsTrue(listed.ContainsKey(operation.Name.Replace('.', '_')), operation.Name);
        foreach (var report in t.Api.Model.FindModule("crm")!.Reports)
            Assert.IsTrue(listed.ContainsKey(report.Name.Replace('.', '_')), report.Name);

        var create = listed["crm_contact_create"].ProtocolTool;
        Assert.AreEqual("string", (string?)JsonNode.Parse(create.InputSchema.GetRawText())!["properties"]!["name"]!["type"]);
        Assert.AreEqual("name", (string?)JsonNode.Parse(create.InputSchema.GetRawText())!["required"]![0]);
        Assert.IsFalse(create.Annotations!.ReadOnlyHint);
        Assert.IsTrue(listed["crm_contact_archive"].ProtocolTool.Annotations!.DestructiveHint);
        Assert.AreEqual(HttpStatusCode.NotFound, (await t.Post("/mcp/no_such_module", "{}")).StatusCode);
    }

    [TestMethod]
    public async Task A_contact_is_created_after_a_look_at_what_would_happen()
    {
        await using var t = await TestTenant.Create();
        await using var client = await Connect(t);
        var input = new { name = "Ada Lovelace", email = "ada@example.com" };

        var preview = await Call(client, "nexus_call", new { name = "crm_contact_create", arguments = input, dry_run = true });
        Assert.IsTrue((bool)preview["dry_run"]!, preview.ToString());
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));

        // Any tool can be called by its own name, listed or not; a repeated key does it once.
        var first = await Call(client, "crm_contact_create", new { input.name, input.email, idempotency_key = "one" });
        var second = await Call(client, "nexus_call", new { name = "crm.contact.create", arguments = new { input.name, input.email, idempotency_key = "one" } });
        Assert.AreEqual((string?)first["id"], (string?)second["id"]);
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));

        var changed = await Call(client, "crm_contact_update", new { id = (string?)first["id"], name = "Ada King", if_version = 1 });
        Assert.AreEqual("Ada King", (string?)changed["name"]);
    }

    [TestMethod]
    public async Task Rows_are_queried_and_got_with_what_they_reference()
    {
        await using var t = await TestTenant.Create();
        var company = await t.Create("/api/v1/crm/companies", new { name = "Acme" });
        foreach (var name in new[] { "Ada", "Bob", "Cleo" })
            await t.Create("/api/v1/crm/contacts", new { name, company_id = (string?)company["id"] });
        await using var client = await Connect(t);

        var page = await Call(client, "nexus_query", new { resource = "crm.contact", select = "name,company(name)", filter = new { name = new[] { "gte.A", "lt.C" } }, order = "name.desc", limit = 1 });
        Assert.AreEqual("""[{"name":"Bob","company":{"name":"Acme"}}]""", page["rows"]!.ToJsonString());
        Assert.IsTrue((bool)page["more"]!);
        StringAssert.Contains((string?)page["hint"], "offset");
        var row = await Call(client, "nexus_get", new { resource = "crm.company", id = (string?)company["id"] });
        Assert.AreEqual("Acme", (string?)row["name"]);

        await using var limited = await Connect(t, key: await t.KeyWith(new Grant("crm.company.read")));
        Assert.IsTrue((await limited.CallToolAsync("nexus_query", Arguments(new { resource = "crm.contact" }))).IsError);
        Assert.AreEqual(1, (int)(await Call(limited, "nexus_query", new { resource = "crm.company" }))["count"]!);
    }

    [TestMethod]
    public async Task A_row_whose_id_is_unknown_is_searched_for()
    {
        await using var t = await TestTenant.Create();
        await t.Create("/api/v1/crm/companies", new { name = "Lovelace Engines" });
        await t.Create("/api/v1/crm/contacts", new { name = "Ada Lovelace", email = "ada@example.com" });
        await using var client = await Connect(t);

        var both = await Call(client, "nexus_search", new { query = "lovelase" });
        CollectionAssert.AreEquivalent(new[] { "crm.company", "crm.contact" }, both["hits"]!.AsArray().Select(h => (string?)h!["kind"]).ToArray(), both.ToString());
        var one = await Call(client, "nexus_search", new { query = "lovel", kinds = new[] { "crm.contact" }, limit = 1 });
        Assert.AreEqual("Ada Lovelace", (string?)one["hits"]!.AsArray().Single()!["title"]);

        await using var limited = await Connect(t, key: await t.KeyWith(new Grant("crm.company.read")));
        Assert.AreEqual("crm.company", (string?)(await Call(limited, "nexus_search", new { query = "lovelace" }))["hits"]!.AsArray().Single()!["kind"]);
        foreach (var wrong in new object[] { new { }, new { query = "x", kinds = "crm.contact" }, new { query = "x", kinds = new[] { 1 } }, new { query = "x", limit = "all" } })
            Assert.IsTrue((await limited.CallToolAsync("nexus_search", Arguments(wrong))).IsError, JsonSerializer.Serialize(wrong));
    }

    [TestMethod]
    public async Task An_answer_is_never_longer_than_a_model_can_use()
    {
        await using var t = await TestTenant.Create();
        await Parallel.ForEachAsync(Enumerable.Range(100, 160), async (n, _) => await t.Create("/api/v1/crm/companies", new { name = $"{n} {string.Concat(Enumerable.Repeat("long ", 38))}" }));
        await using var client = await Connect(t);
        var answer = await Call(client, "nexus_query", new { resource = "crm.company", select = "*", limit = 1000 });
        Assert.IsTrue((bool)answer["more"]!);
        Assert.IsLessThanOrEqualTo(64 * 1024, answer.ToJsonString(NexusJson.Options).Length);
        Assert.AreNotEqual(0, (int)answer["count"]!);
    }

    [TestMethod]
    public async Task Wrong_input_is_told_so_that_a_model_can_correct_it()
    {
        await using var t = await TestTenant.Create();
        await using var client = await Connect(t);

        var refused = await client.CallToolAsync("crm_contact_create", Arguments(new { email = "nobody", shoe_size = 42 }));
        Assert.IsTrue(refused.IsError);
        var text = ((TextContentBlock)refused.Content[0]).Text;
        foreach (var part in new[] { "name", "required", "email", "wrong_format", "shoe_size", "unknown_field" })
            StringAssert.Contains(text, part);
        Assert.AreEqual("invalid_input", JsonNode.Parse(refused.StructuredContent!.Value.GetRawText())!["code"]!.ToString());

        foreach (var (name, wrong) in new (string, object)[]
        {
            ("crm_contact_update", new { name = "No id" }),
            ("crm_contact_update", new { id = "x", name = "Wrong id" }),
            ("crm_contact_update", new { id = Guid.NewGuid(), name = "Not there" }),
            ("crm_contact_create", new { name = "X", dry_run = "perhaps" }),
            ("nexus_call", new { name = "crm_contact_destroy" }),
            ("nexus_call", new { name = "crm_contact_create", arguments = "none" }),
            ("nexus_modules", new { module = "none" }),
            ("nexus_find_tools", new { nonsense = 1 }),
            ("nexus_query", new { resource = "crm.nothing" }),
            ("nexus_query", new { resource = "crm.contact", filter = new { name = "like" } }),
            ("nexus_query", new { resource = "crm.contact", filter = new { shoe_size = "eq.1" } }),
            ("nexus_query", new { resource = "crm.contact", filter = "name=eq.x" }),
            ("nexus_query", new { resource = "crm.contact", select = "id,nothing(*)" }),
            ("nexus_get", new { resource = "crm.contact", id = Guid.NewGuid() }),
        })
        {
            var answer = await client.CallToolAsync(name, Arguments(wrong));
            Assert.IsTrue(answer.IsError, $"{name} {JsonSerializer.Serialize(wrong)}");
        }

        await Assert.ThrowsExactlyAsync<McpProtocolException>(async () => await client.CallToolAsync("no_such_tool"));
        Assert.AreEqual(0L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
    }

    [TestMethod]
    public async Task A_tool_runs_under_its_callers_rights_and_only_usable_ones_are_listed()
    {
        await using var t = await TestTenant.Create();
        await using var client = await Connect(t, "/mcp/crm", await t.KeyWith(new Grant("crm.contact.create")));
        var names = (await client.ListToolsAsync()).Select(l => l.Name).Where(n => n.StartsWith("crm_", StringComparison.Ordinal)).ToArray();
        CollectionAssert.AreEqual(new[] { "crm_contact_create" }, names);

        var refused = await client.CallToolAsync("crm_company_create", Arguments(new { name = "Acme" }));
        Assert.IsTrue(refused.IsError);
        StringAssert.Contains(((TextContentBlock)refused.Content[0]).Text, "permission_denied");
        Assert.IsNull((await client.CallToolAsync("crm_contact_create", Arguments(new { name = "Ada" }))).IsError);
    }

    [TestMethod]
    public async Task Without_a_credential_or_from_a_foreign_page_nothing_is_answered()
    {
        await using var t = await TestTenant.Create();
        const string List = """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""";
        using var nobody = t.Api.Client();
        var refused = await nobody.PostAsync("/mcp", new StringContent(List, null, "application/json"));
        Assert.AreEqual(HttpStatusCode.Unauthorized, refused.StatusCode);
        StringAssert.StartsWith(refused.Headers.WwwAuthenticate.ToString(), "Bearer");

        Assert.AreEqual(HttpStatusCode.Forbidden, (await t.Post("/mcp", List, ("Origin", "https://evil.example"))).StatusCode);
        Assert.AreEqual(HttpStatusCode.OK, (await t.Post("/mcp", List, ("Accept", "application/json, text/event-stream"), ("Origin", t.Api.Address.GetLeftPart(UriPartial.Authority)))).StatusCode);
        Assert.AreEqual(HttpStatusCode.MethodNotAllowed, (await t.Http.GetAsync("/mcp")).StatusCode);
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("null")]
    [DataRow("[]")]
    [DataRow("{")]
    [DataRow("""{"jsonrpc":"1.0","id":1,"method":"tools/list"}""")]
    [DataRow("""{"jsonrpc":"2.0","id":{},"method":"tools/list"}""")]
    public async Task What_is_no_message_is_refused(string body)
    {
        await using var t = await TestTenant.Create();
        var response = await t.Post("/mcp", body);
        Assert.AreEqual(HttpStatusCode.BadRequest, response.StatusCode, await response.Content.ReadAsStringAsync());
        Assert.AreEqual(HttpStatusCode.BadRequest, (await t.Post("/mcp", """{"jsonrpc":"2.0","id":1,"method":"tools/list"}""", ("MCP-Protocol-Version", "1999-01-01"))).StatusCode);
    }

    internal static async Task<McpClient> Connect(TestTenant t, string path = "/mcp", string? key = null) =>
        await McpClient.CreateAsync(new HttpClientTransport(new HttpClientTransportOptions
        {
            Endpoint = new Uri(t.Api.Address, path),
            TransportMode = HttpTransportMode.StreamableHttp,
            AdditionalHeaders = new Dictionary<string, string> { ["Authorization"] = $"Bearer {key ?? t.Activated.ApiKey}" },
        }));

    internal static IReadOnlyDictionary<string, object?> Arguments(object arguments) =>
        JsonSerializer.SerializeToNode(arguments)!.AsObject().ToDictionary(p => p.Key, p => (object?)p.Value);

    /// <summary>The structured answer of a call that must succeed.</summary>
    internal static async Task<JsonNode> Call(McpClient client, string tool, object arguments)
    {
        var answer = await client.CallToolAsync(tool, Arguments(arguments));
        Assert.AreNotEqual(true, answer.IsError, string.Join('\n', answer.Content.OfType<TextContentBlock>().Select(c => c.Text)));
        return JsonNode.Parse(answer.StructuredContent!.Value.GetRawText())!;
    }
}
