using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Nexus.Kernel.Identity.Keys;
using Nexus.Kernel.Identity.Tokens;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class BreakInTests
{
    [TestMethod]
    public async Task Tokens_that_are_not_ours_open_nothing()
    {
        await using var t = await TestTenant.Create();
        var good = await Credentials.AccessToken(t);
        Assert.AreEqual(404, await Status(t.Api, good));
        var parts = good.Split('.');
        var payload = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!;
        var kid = (await t.Api.Get<KeyRing>().Signing(default)).Id;
        using var foreign = RSA.Create(2048);
        var jwk = JsonNode.Parse(await t.Api.Client().GetStringAsync("/api/v1/auth/.well-known/jwks.json"))!["keys"]!.AsArray().First(k => (string?)k!["kid"] == kid)!;
        var publicKey = Base64Url.DecodeFromChars((string)jwk["n"]!);

        var forged = new Dictionary<string, string>
        {
            ["changed payload"] = $"{parts[0]}.{Encode(With(payload, "tenant", Guid.NewGuid().ToString()))}.{parts[2]}",
            ["changed signature"] = good[..^8] + (good[^8] == 'A' ? 'B' : 'A') + good[^7..],
            ["no signature"] = $"{parts[0]}.{parts[1]}.",
            ["alg none"] = $"{Encode(new { alg = "none", typ = "JWT", kid })}.{parts[1]}.",
            ["HS256 keyed with the public key"] = Hs256(kid, parts[1], publicKey),
            ["another installation's key"] = Jws.Sign(kid, Encoding.UTF8.GetBytes(payload.ToJsonString()), foreign),
            ["an unknown key"] = Jws.Sign("nobody", Encoding.UTF8.GetBytes(payload.ToJsonString()), foreign),
            ["a key id that is SQL"] = Jws.Sign("' or 1=1 --", Encoding.UTF8.GetBytes(payload.ToJsonString()), foreign),
            ["expired"] = await Signed(t, With(payload, "exp", DateTimeOffset.UtcNow.AddSeconds(-1).ToUnixTimeSeconds())),
            ["issued tomorrow"] = await Signed(t, With(payload, "iat", DateTimeOffset.UtcNow.AddDays(1).ToUnixTimeSeconds())),
            ["another issuer"] = await Signed(t, With(payload, "iss", "elsewhere")),
            ["another audience"] = await Signed(t, With(payload, "aud", "elsewhere")),
            ["another session"] = await Signed(t, With(payload, "sid", Guid.NewGuid().ToString())),
            ["another tenant"] = await Signed(t, With(payload, "tenant", Guid.NewGuid().ToString())),
            ["the platform's"] = await Signed(t, With(payload, "tenant", null)),
            ["no id"] = await Signed(t, With(payload, "sub", null)),
            ["an id that is none"] = await Signed(t, With(payload, "sub", "x' or '1'='1")),
            ["an end beyond time"] = await Signed(t, With(payload, "exp", long.MaxValue)),
        };
        foreach (var (name, token) in forged)
        {
            Assert.AreEqual(401, await Status(t.Api, token), name);
            Assert.IsFalse((bool)(await Credentials.Verify(t.Api, token))["valid"]!, name);
        }
    }

    [TestMethod]
    public async Task A_token_of_one_tenant_says_nothing_in_another()
    {
        await using var a = await TestTenant.Create();
        await using var b = await TestTenant.Create(a.Api);
        var row = await b.Create("/api/v1/crm/contacts", new { name = "Ada" });
        foreach (var token in new[] { await Credentials.AccessToken(a), a.Activated.ApiKey })
        {
            var client = a.Api.Client(token);
            client.DefaultRequestHeaders.Add("X-Tenant", b.Tenant.Id.ToString());
            Assert.AreEqual(404, (int)(await client.GetAsync($"/api/v1/crm/contacts/{row["id"]}")).StatusCode);
            var created = await client.PostAsync("/api/v1/crm/contacts", Credentials.Json(new { name = "Mallory" }));
            Assert.AreEqual(201, (int)created.StatusCode);
        }

        Assert.AreEqual(1L, await b.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.AreEqual(403, (int)(await a.Api.Client(a.Activated.ApiKey).PostAsync("/api/v1/auth/keys/rotate", Credentials.Json(new { }))).StatusCode);
        Assert.AreEqual(403, (int)(await a.Api.Client(a.Activated.ApiKey).PostAsync("/api/v1/activate", Credentials.Json(new { }))).StatusCode);

        // Nor can one tenant's administrator touch the other's people.
        var theirs = await b.Scalar<Guid>("select id from nexus.users where tenant_id = {tenant}");
        foreach (var operation in new[] { "reset_password", "unlock", "revoke_sessions", "archive" })
            Assert.AreEqual(404, (int)(await a.Post($"/api/v1/core/users/{theirs}/{operation}", new { })).StatusCode, operation);
        Assert.AreEqual(422, (int)(await a.Post("/api/v1/core/api_keys", new { name = "Theirs", user_id = theirs })).StatusCode);
        var team = await a.Create("/api/v1/core/teams", new { name = "Ours" });
        Assert.AreEqual(422, (int)(await a.Post("/api/v1/core/team_members", new { team_id = (string)team["id"]!, user_id = theirs })).StatusCode);
    }

    [TestMethod]
    public async Task Junk_for_a_token_is_always_the_callers_fault()
    {
        var api = await TestApi.Shared();
        var client = api.Client();
        var junk = Gen.OneOf(
            ArbMap.Default.GeneratorFor<string>().Select(s => s ?? ""),
            Gen.Elements("' or 1=1 --", "\"; drop table nexus.users; --", "nx_", "nx_" + new string('a', 43), "nr_" + new string('A', 75), "...", "a.b.c", "{\"alg\":\"none\"}", "\\ud800", "\0", "%00", "eyJhbGciOiJSUzI1NiIsImtpZCI6IngifQ.e30.AA"),
            ArbMap.Default.GeneratorFor<byte[]>().Select(b => string.Join('.', (b ?? []).Chunk(7).Select(c => Base64Url.EncodeToString(c)))));

        Prop.ForAll(Arb.From(junk), text =>
        {
            var printable = new string([.. text.Where(c => c is >= ' ' and <= '~')]);
            var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/crm/contacts/{Guid.NewGuid()}");
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + printable);
            var asBearer = (int)client.Send(request).StatusCode;
            var bodies = new[] { ("verify", "token"), ("refresh", "refresh_token"), ("revoke", "refresh_token"), ("login", "password") }.Select(b =>
                (int)client.Send(new HttpRequestMessage(HttpMethod.Post, "/api/v1/auth/" + b.Item1)
                {
                    Content = Credentials.Json(JsonSerializer.Serialize(new Dictionary<string, string> { [b.Item2] = text, ["username"] = "x" + printable })),
                }).StatusCode);
            return asBearer == 401 && bodies.All(s => s is >= 400 and < 500);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

        foreach (var body in new[] { "", "null", "[]", "7", "\"x\"", "{", "{\"username\":\"\\ud800\",\"password\":\"\\udfff\"}", "{\"username\":1,\"password\":[]}", "{\"username\":\"a\",\"username\":\"b\",\"password\":\"c\"}", "{\"\\ud800\":1}", "{\"username\":\"a\\u0000\",\"password\":\"b\\u0000\"}" })
        {
            foreach (var what in new[] { "login", "refresh", "verify", "revoke", "password", "totp/enroll", "totp/confirm", "totp/disable" })
            {
                var status = (int)(await client.PostAsync("/api/v1/auth/" + what, Credentials.Json(body))).StatusCode;
                Assert.IsTrue(status is >= 400 and < 500, $"{what} {body}: {status}");
            }
        }
    }

    private static async Task<int> Status(TestApi api, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/crm/contacts/{Guid.NewGuid()}");
        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        return (int)(await api.Client().SendAsync(request)).StatusCode;
    }

    /// <summary>Signed by the installation's own key: what only a fault of ours could bring about.</summary>
    private static async Task<string> Signed(TestTenant t, JsonNode payload)
    {
        var key = await t.Api.Get<KeyRing>().Signing(default);
        return key.With(rsa => Jws.Sign(key.Id, Encoding.UTF8.GetBytes(payload.ToJsonString()), rsa));
    }

    private static JsonNode With(JsonNode payload, string member, JsonNode? value)
    {
        var changed = payload.DeepClone().AsObject();
        changed.Remove(member);
        if (value is not null)
            changed[member] = value;
        return changed;
    }

    private static string Hs256(string kid, string payload, byte[] key)
    {
        var signed = $"{Encode(new { alg = "HS256", typ = "JWT", kid })}.{payload}";
        return $"{signed}.{Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.ASCII.GetBytes(signed)))}";
    }

    private static string Encode(object json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json is JsonNode node ? node.ToJsonString() : JsonSerializer.Serialize(json)));
}
