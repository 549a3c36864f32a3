using System.Text;
using System.Text.Json.Nodes;
using Nexus.Kernel.Identity;
using Nexus.Tests.Installation;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class TotpTests
{
    /// <summary>RFC 6238, appendix B (SHA-1).</summary>
    [TestMethod]
    [DataRow(59L, "94287082")]
    [DataRow(1111111109L, "07081804")]
    [DataRow(1111111111L, "14050471")]
    [DataRow(1234567890L, "89005924")]
    [DataRow(2000000000L, "69279037")]
    [DataRow(20000000000L, "65353130")]
    public void Codes_are_those_of_the_standard(long seconds, string code) =>
        Assert.AreEqual(code, Totp.Code("12345678901234567890"u8, Totp.StepAt(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8));

    /// <summary>RFC 4648, chapter 10, without padding.</summary>
    [TestMethod]
    [DataRow("", "")]
    [DataRow("f", "MY")]
    [DataRow("foob", "MZXW6YQ")]
    [DataRow("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_in_base32(string text, string encoded) => Assert.AreEqual(encoded, Totp.Encode(Encoding.ASCII.GetBytes(text)));

    [TestMethod]
    public async Task A_second_factor_is_enrolled_asked_for_and_taken_once()
    {
        await using var t = await TestTenant.Create();
        var token = await Credentials.AccessToken(t);
        var enrolled = await Answer(await Credentials.Post(t.Api, token, "totp/enroll", new { password = t.Activated.Password }), 200);
        StringAssert.StartsWith((string)enrolled["uri"]!, "otpauth://totp/");
        var secret = Decode((string)enrolled["secret"]!);
        // Not confirmed, not asked for.
        await Credentials.AccessToken(t);

        var step = Totp.StepAt(DateTimeOffset.UtcNow);
        var codes = (await Answer(await Credentials.Post(t.Api, token, "totp/confirm", new { code = Totp.Code(secret, step - 1) }), 200))["recovery_codes"]!.AsArray();
        Assert.AreEqual("otp_required", await Code(t, null));
        Assert.AreEqual("invalid_otp", await Code(t, Totp.Code(secret, step - 1)));
        Assert.IsNull(await Code(t, Totp.Code(secret, step)));
        Assert.AreEqual("invalid_otp", await Code(t, Totp.Code(secret, step)));

        var recovery = (string)codes[0]!;
        Assert.IsNull(await Code(t, recovery.ToLowerInvariant()));
        Assert.AreEqual("invalid_otp", await Code(t, recovery));

        Assert.AreEqual(422, (int)(await Credentials.Post(t.Api, token, "totp/disable", new { password = t.Activated.Password, code = recovery })).StatusCode);
        Assert.AreEqual(204, (int)(await Credentials.Post(t.Api, token, "totp/disable", new { password = t.Activated.Password, code = (string)codes[1]! })).StatusCode);
        Assert.IsNull(await Code(t, null));
    }

    /// <summary>The code of the refusal; null when the log-in went well.</summary>
    private static async Task<string?> Code(TestTenant t, string? otp)
    {
        var response = await Credentials.TryLogIn(t.Api, t.Activated.Username, t.Activated.Password, t.Tenant.Id, otp);
        return (string?)JsonNode.Parse(await response.Content.ReadAsStringAsync())!["code"];
    }

    private static async Task<JsonNode> Answer(HttpResponseMessage response, int status)
    {
        var text = await response.Content.ReadAsStringAsync();
        Assert.AreEqual(status, (int)response.StatusCode, text);
        return JsonNode.Parse(text)!;
    }

    internal static byte[] Decode(string base32)
    {
        var bits = string.Concat(base32.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }
}
