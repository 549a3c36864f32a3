using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Nexus.Kernel.Events.Webhooks;
using Nexus.Tests.Tidy;

namespace Nexus.Tests.Docs;

/// <summary>The receivers of docs/api.md take what Nexus signs, and nothing else.</summary>
[TestClass]
public sealed class WebhookVerificationTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Body = "{\"name\": \"Zoë\"}";
    private static readonly byte[] Secret = [.. Enumerable.Range(0, 24).Select(i => (byte)i)];
    private static readonly DateTimeOffset Sent = DateTimeOffset.FromUnixTimeSeconds(1_614_265_330);

    /// <summary>Seconds since it was sent, signed by how many secrets, what was changed; whether it is taken.</summary>
    private static IEnumerable<(int Age, string Signatures, string Body, bool Taken)> Cases()
    {
        var signed = WebhookSignature.Sign([Secret], Id, Sent, Encoding.UTF8.GetBytes(Body));
        yield return (0, signed, Body, true);
        yield return (299, signed, Body, true);
        yield return (301, signed, Body, false);
        yield return (-301, signed, Body, false);
        yield return (0, signed, Body + " ", false);
        yield return (0, WebhookSignature.Sign([[.. Secret.Reverse()], Secret], Id, Sent, Encoding.UTF8.GetBytes(Body)), Body, true);
        yield return (0, WebhookSignature.Sign([[.. Secret.Reverse()]], Id, Sent, Encoding.UTF8.GetBytes(Body)), Body, false);
        yield return (0, signed.Replace("v1,", "v2,", StringComparison.Ordinal), Body, false);
        yield return (0, "", Body, false);
        yield return (0, "v1", Body, false);
    }

    [TestMethod]
    public void The_one_in_CSharp_is_the_compiled_one_and_right()
    {
        Assert.Contains(Plain(Block("csharp")), Plain(Repository.Read("Nexus.Tests/Docs/WebhookVerification.cs")));
        foreach (var (age, signatures, body, taken) in Cases())
            Assert.AreEqual(taken, WebhookVerification.Verifies(WebhookSignature.Show(Secret), Id, Sent.ToUnixTimeSeconds().ToString(), signatures, Encoding.UTF8.GetBytes(body), Sent.AddSeconds(age)), $"{age} {signatures} {body}");
        Assert.IsFalse(WebhookVerification.Verifies(WebhookSignature.Show(Secret), Id, "soon", "v1,x", [], Sent));
    }

    [TestMethod]
    public async Task The_one_for_Node_is_right()
    {
        var cases = Cases().Select(c => new { now = Sent.ToUnixTimeSeconds() + c.Age, headers = new Dictionary<string, string> { ["webhook-id"] = Id, ["webhook-timestamp"] = Sent.ToUnixTimeSeconds().ToString(), ["webhook-signature"] = c.Signatures }, body = c.Body }).ToArray();
        var script = $$"""
            {{Block("js")}}
            console.log({{System.Text.Json.JsonSerializer.Serialize(cases)}}.map(c => verifies({{System.Text.Json.JsonSerializer.Serialize(WebhookSignature.Show(Secret))}}, c.headers, Buffer.from(c.body), c.now)).join());
            """;
        using var node = Started(new ProcessStartInfo("node", ["--input-type=module", "--eval", script]) { RedirectStandardOutput = true, RedirectStandardError = true });
        var (output, errors) = (node.StandardOutput.ReadToEndAsync(), node.StandardError.ReadToEndAsync());
        await node.WaitForExitAsync();
        Assert.AreEqual(string.Join(',', Cases().Select(c => c.Taken ? "true" : "false")), (await output).Trim(), await errors);
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new AssertInconclusiveException("There is no Node.js here.");
        }
    }

    private static string Block(string language) => Regex.Match(Repository.Read("docs/api.md"), $"```{language}\n(.*?)```", RegexOptions.Singleline).Groups[1].Value;

    private static string Plain(string code) => string.Join('\n', code.Split('\n').Select(l => l.Trim())).Trim();
}
