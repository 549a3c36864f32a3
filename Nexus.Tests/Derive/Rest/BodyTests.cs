using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive.Rest;

/// <summary>Bodies as they come: of unknown length, over HTTP/2, and with what JSON allows and nobody can read.</summary>
[TestClass]
public sealed class BodyTests
{
    [TestMethod]
    public async Task A_body_of_unknown_length_is_read_over_both_versions_of_HTTP()
    {
        await using var two = await TestApi.Start(configure: b => b.WebHost.ConfigureKestrel(k => k.ConfigureEndpointDefaults(l => l.Protocols = HttpProtocols.Http2)));
        foreach (var (api, version) in new[] { (await TestApi.Shared(), HttpVersion.Version11), (two, HttpVersion.Version20) })
        {
            await using var t = await TestTenant.Create(api);
            var created = await Send(t, version, "/api/v1/crm/contacts", new OfUnknownLength("""{"name":"Ada"}"""));
            Assert.AreEqual(201, (int)created.StatusCode, await created.Content.ReadAsStringAsync());
            Assert.AreEqual("Ada", (string?)JsonNode.Parse(await created.Content.ReadAsStringAsync())!["name"]);

            var id = (string?)JsonNode.Parse(await t.Scalar<string>("select to_jsonb(id)::text from {schema}.crm_contact"));
            Assert.AreEqual(200, (int)(await Send(t, version, $"/api/v1/crm/contacts/{id}/archive", null)).StatusCode);
            Assert.AreEqual(200, (int)(await Send(t, version, $"/api/v1/crm/contacts/{id}/restore", new OfUnknownLength(""))).StatusCode);
            Assert.AreEqual(401, (int)(await Send(t, version, "/api/v1/auth/login", new OfUnknownLength("""{"username":"nobody@example.com","password":"wrong"}"""))).StatusCode);
        }
    }

    [TestMethod]
    [DataRow("/api/v1/crm/contacts")]
    [DataRow("/api/v1/auth/login")]
    [DataRow("/api/v1/auth/refresh")]
    [DataRow("/api/v1/activate")]
    [DataRow("/mcp")]
    public async Task What_nobody_can_read_is_refused_by_every_reader(string path)
    {
        await using var t = await TestTenant.Create();
        var depth = string.Concat(Enumerable.Repeat("[", 60)) + string.Concat(Enumerable.Repeat("]", 60));
        foreach (var body in new[] { """{"name":"\ud800"}""", """{"\udfff":1}""", """{"name":"a","name":"b"}""", $$"""{"name":{{depth}}}""", "{", "[1,]", "\u0000", """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"nexus_search","arguments":{"query":"\ud800"}}}""" })
        {
            var answer = await Send(t, HttpVersion.Version11, path, new StringContent(body, Encoding.UTF8, "application/json"));
            var status = (int)answer.StatusCode;
            Assert.IsTrue(status is 400 or 403 or 422, $"{body}: {status} {await answer.Content.ReadAsStringAsync()}");
        }
    }

    [TestMethod]
    public async Task The_mapping_of_an_import_is_read_as_strictly()
    {
        await using var t = await TestTenant.Create();
        foreach (var mapping in new[] { """{"a":"name","a":"email"}""", """{"a":"\ud800"}""", "[]", "{", """{"a":1}""", "null x" })
        {
            var answer = await Send(t, HttpVersion.Version11, "/api/v1/crm/contacts/import?mapping=" + Uri.EscapeDataString(mapping), new StringContent("a\nAda\n", Encoding.UTF8, "text/csv"));
            Assert.AreEqual("400 wrong_parameter", $"{(int)answer.StatusCode} {JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["code"]}", mapping);
        }
    }

    private static async Task<HttpResponseMessage> Send(TestTenant t, Version version, string path, HttpContent? body) => await t.Http.SendAsync(new HttpRequestMessage(HttpMethod.Post, path)
    {
        Content = body,
        Version = version,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    });

    private sealed class OfUnknownLength : HttpContent
    {
        private readonly byte[] _text;

        public OfUnknownLength(string text)
        {
            _text = Encoding.UTF8.GetBytes(text);
            Headers.ContentType = new("application/json");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context) => await stream.WriteAsync(_text);

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
