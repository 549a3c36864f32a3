using System.Text.Json.Nodes;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Derive;

[TestClass]
public sealed class HttpRulesTests
{
    [TestMethod]
    [DataRow("crm/contacts/01900000-0000-7000-8000-000000000000")]
    [DataRow("events")]
    public async Task A_key_that_asks_too_fast_is_told_when_to_come_back(string path)
    {
        await using var api = await TestApi.Start(configure: b =>
        {
            b.Configuration["Nexus:RateLimit:PerSecond"] = "1";
            b.Configuration["Nexus:RateLimit:Burst"] = "3";
        });
        await using var t = await TestTenant.Create(api);
        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => t.Http.GetAsync("/api/v1/" + path)));
        var refused = answers.Where(a => (int)a.StatusCode == 429).ToArray();
        Assert.IsGreaterThanOrEqualTo(6, refused.Length);
        Assert.AreEqual("rate_limit_exceeded", (string?)JsonNode.Parse(await refused[0].Content.ReadAsStringAsync())!["code"]);
        Assert.IsTrue(refused.All(r => r.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1)));
    }

    [TestMethod]
    public async Task Only_named_origins_may_call_from_a_page()
    {
        await using var api = await TestApi.Start(configure: b =>
        {
            b.Configuration["Nexus:Cors:Origins"] = "https://app.example.com, https://other.example.com";
            b.Configuration["Nexus:RequestBytesMax"] = "1000";
        });
        foreach (var (origin, may) in new[] { ("https://app.example.com", true), ("https://evil.example.com", false) })
        {
            var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/crm/contacts/{Guid.NewGuid()}");
            request.Headers.Add("Origin", origin);
            var response = await api.Client().SendAsync(request);
            Assert.AreEqual(401, (int)response.StatusCode);
            Assert.AreEqual(may, response.Headers.Contains("Access-Control-Allow-Origin"));
            Assert.AreEqual("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        }

        var large = await api.Client().PostAsync("/api/v1/auth/login", Credentials.Json(new { username = new string('a', 2000), password = "x" }));
        Assert.AreEqual(413, (int)large.StatusCode);
        Assert.IsFalse((await (await TestApi.Shared()).Client().GetAsync("/api/v1/auth/health")).Headers.Contains("Access-Control-Allow-Origin"));
    }
}
