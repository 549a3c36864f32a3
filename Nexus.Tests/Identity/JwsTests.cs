using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Identity.Tokens;

namespace Nexus.Tests.Identity;

[TestClass]
public sealed class JwsTests
{
    // RFC 7515, appendix A.2.
    private const string Modulus = "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ";
    private const string Token = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";

    [TestMethod]
    public void The_standards_own_example_verifies()
    {
        using var key = RSA.Create(new RSAParameters { Modulus = Base64Url.DecodeFromChars(Modulus), Exponent = [1, 0, 1] });
        Assert.IsTrue(Jws.TryParse(Token, out var jws));
        Assert.IsTrue(jws.IsSignedBy(key));
        Assert.AreEqual("{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}", Encoding.UTF8.GetString(jws.Payload.Span));
        using var other = RSA.Create(2048);
        Assert.IsFalse(jws.IsSignedBy(other));
    }

    [TestMethod]
    [DataRow("{\"alg\":\"none\"}", DisplayName = "none")]
    [DataRow("{\"alg\":\"HS256\"}", DisplayName = "HS256, keyed with the public key")]
    [DataRow("{\"alg\":\"rs256\"}", DisplayName = "not as the standard spells it")]
    [DataRow("{\"alg\":\"RS256\",\"crit\":[\"exp\"]}", DisplayName = "an extension that must be understood")]
    [DataRow("{\"alg\":\"RS256\",\"alg\":\"none\"}", DisplayName = "two algorithms")]
    [DataRow("{\"alg\":[\"RS256\"]}", DisplayName = "a list")]
    [DataRow("[]", DisplayName = "no object")]
    [DataRow("", DisplayName = "empty")]
    [DataRow("{\"kid\":\"a\"}", DisplayName = "no algorithm")]
    [DataRow("{\"alg\":\"RS256\",\"kid\":7}", DisplayName = "a number for a key id")]
    public void Headers_that_ask_for_something_else_are_refused(string header)
    {
        var parts = Token.Split('.');
        Assert.IsFalse(Jws.TryParse($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.{parts[2]}", out _));
        Assert.IsFalse(Jws.TryParse($"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{parts[1]}.", out _));
    }

    [TestMethod]
    public void A_token_has_one_spelling()
    {
        Assert.IsFalse(Jws.TryParse(Token + "=", out _));
        Assert.IsFalse(Jws.TryParse(Token + " ", out _));
        Assert.IsFalse(Jws.TryParse(Token[..^1] + "x", out _), "The bits that a last character leaves unused are not free.");
        Assert.IsFalse(Jws.TryParse(Token + ".a", out _));
        Assert.IsFalse(Jws.TryParse(new string('a', Jws.LengthMax + 1), out _));
    }
}
