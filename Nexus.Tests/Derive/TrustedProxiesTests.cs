using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Nexus.Kernel;
using Nexus.Kernel.Derive.Rest;
using Nexus.Tests.Identity;
using Nexus.Tests.Installation;
using Nexus.Web;

namespace Nexus.Tests.Derive;

[TestClass]
public sealed class TrustedProxiesTests
{
    [TestMethod]
    [DataRow(null, "203.0.113.7", "127.0.0.1 http", DisplayName = "nobody is trusted by default")]
    [DataRow("192.0.2.1", "203.0.113.7", "127.0.0.1 http", DisplayName = "not who isn't named")]
    [DataRow("127.0.0.1", "203.0.113.7", "203.0.113.7 https", DisplayName = "the proxy's word counts")]
    [DataRow("127.0.0.0/8", "6.6.6.6, 203.0.113.7", "203.0.113.7 https", DisplayName = "what the client wrote itself doesn't")]
    [DataRow("127.0.0.1, 10.0.0.0/8", "6.6.6.6, 203.0.113.7, 10.1.2.3", "203.0.113.7 https", DisplayName = "two proxies, one behind the other")]
    [DataRow("127.0.0.1", "2001:db8::1", "2001:db8::1 https")]
    [DataRow("127.0.0.1", "junk", "127.0.0.1 http")]
    public async Task Only_a_proxy_that_is_named_tells_who_the_client_is(string? trusted, string forwarded, string seen)
    {
        await using var api = await Start(trusted, app => app.MapGet("/where", (HttpContext http) => $"{http.Connection.RemoteIpAddress} {http.Request.Scheme}"));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/where");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        request.Headers.Add("X-Forwarded-Proto", string.Join(", ", forwarded.Split(',').Select(_ => "https")));
        Assert.AreEqual(seen, await (await api.Client().SendAsync(request)).Content.ReadAsStringAsync());
    }

    [TestMethod]
    [DataRow("nginx")]
    [DataRow("0.0.0.0/0")]
    [DataRow("127.0.0.1,::/0")]
    [DataRow("10.0.0.0/99")]
    public void A_setting_that_names_no_proxy_is_refused_at_start(string trusted)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(TrustedProxies.Setting, trusted)]).Build();
        StringAssert.Contains(Assert.ThrowsExactly<StartFault>(() => new TrustedProxies(configuration)).Message, "Nexus__Proxy__Trusted");
    }

    [TestMethod]
    public async Task Log_ins_are_limited_by_the_clients_address_and_a_stranger_cannot_choose_his()
    {
        foreach (var (trusted, limited) in new[] { ("127.0.0.1", false), ("192.0.2.1", true) })
        {
            await using var api = await Start(trusted, configure: b => (b.Configuration["Nexus:Login:AddressBurst"], b.Configuration["Nexus:Login:AddressPerSecond"]) = ("2", "1"));
            var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
            {
                using var client = api.Client();
                client.DefaultRequestHeaders.Add("X-Forwarded-For", $"203.0.113.{i}");
                return (await client.PostAsync("/api/v1/auth/login", Credentials.Json(new { username = $"u{i}@example.com", password = "wrong password" }))).StatusCode;
            }));
            Assert.AreEqual(limited, answers.Contains(HttpStatusCode.TooManyRequests), $"{trusted}: {string.Join(' ', answers)}");
        }
    }

    [TestMethod]
    public async Task Over_TLS_of_a_proxy_cookies_are_secure()
    {
        await using var api = await Start("127.0.0.1", app => app.MapNexusWeb(), b => b.AddNexusWeb());
        foreach (var (scheme, secure) in new[] { ("https", true), ("http", false) })
        {
            using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = api.Address };
            client.DefaultRequestHeaders.Add("X-Forwarded-For", "203.0.113.7");
            client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
            var form = await client.GetAsync("/sign-in");
            Assert.AreEqual(secure, form.Headers.GetValues("Set-Cookie").All(c => c.Contains("; secure", StringComparison.OrdinalIgnoreCase)));
            Assert.AreEqual(secure, form.Headers.Contains("Strict-Transport-Security"));
        }
    }

    [TestMethod]
    public async Task Open_activation_is_limited_by_address()
    {
        await using var api = await Start("127.0.0.1", configure: b =>
        {
            b.Configuration[ActivationEndpoint.OpenSetting] = "true";
            b.Configuration["Nexus:Activation:AddressBurst"] = "2";
        });
        Assert.AreEqual("422 422 429", string.Join(' ', await Activate("203.0.113.7"), await Activate("203.0.113.7"), await Activate("203.0.113.7")));
        Assert.AreEqual(422, await Activate("203.0.113.8"));

        async Task<int> Activate(string from)
        {
            using var client = api.Client();
            client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
            return (int)(await client.PostAsync("/api/v1/activate", Credentials.Json("{}"))).StatusCode;
        }
    }

    private static Task<TestApi> Start(string? trusted, Action<WebApplication>? map = null, Action<WebApplicationBuilder>? configure = null) => TestApi.Start(configure: b =>
    {
        b.Configuration[TrustedProxies.Setting] = trusted;
        configure?.Invoke(b);
    }, map: map);
}
