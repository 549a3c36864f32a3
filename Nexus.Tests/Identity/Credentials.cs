using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

/// <summary>Logging in, for tests.</summary>
internal static class Credentials
{
    public static StringContent Json(object body) => new(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    public static async Task<JsonNode> LogIn(TestApi api, string username, string password, Guid? tenant = null, string? otp = null)
    {
        var response = await TryLogIn(api, username, password, tenant, otp);
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(200, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    public static Task<HttpResponseMessage> TryLogIn(TestApi api, string username, string password, Guid? tenant = null, string? otp = null) =>
        Post(api, null, "login", new { username, password, tenant, otp });

    public static async Task<string> AccessToken(TestTenant t) => (string)(await LogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id))["access_token"]!;

    public static async Task<JsonNode> Verify(TestApi api, string token) =>
        JsonNode.Parse(await (await Post(api, null, "verify", new { token })).Content.ReadAsStringAsync())!;

    public static Task<HttpResponseMessage> Post(TestApi api, string? token, string what, object body) =>
        api.Client(token).PostAsync("/api/v1/auth/" + what, Json(body));
}
