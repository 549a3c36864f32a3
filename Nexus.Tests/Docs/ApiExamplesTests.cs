using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Nexus.Tests.Installation;
using Nexus.Tests.Tidy;

namespace Nexus.Tests.Docs;

/// <summary>The examples of docs/api.md, run as a reader would run them.</summary>
[TestClass]
public sealed partial class ApiExamplesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [TestMethod]
    public async Task Every_example_works()
    {
        await using var t = await TestTenant.Create();
        var examples = Example().Matches(Repository.Read("docs/api.md")).Select(m => m.Groups[1].Value).ToArray();
        Assert.IsGreaterThan(4, examples.Length);

        // One shell, because later examples go on with what earlier ones made; the first that fails ends it.
        var script = "set -euo pipefail\ncurl() { command curl --fail-with-body --silent --show-error \"$@\"; }\n" + string.Join("\necho\n", examples);
        var start = new ProcessStartInfo("bash", ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["NEXUS"] = t.Api.Address.GetLeftPart(UriPartial.Authority);
        start.Environment["KEY"] = t.Activated.ApiKey;
        using var shell = Started(start);
        using var patience = new CancellationTokenSource(Patience);
        var (output, errors) = (shell.StandardOutput.ReadToEndAsync(patience.Token), shell.StandardError.ReadToEndAsync(patience.Token));
        await shell.WaitForExitAsync(patience.Token);

        if (shell.ExitCode == 127)
            Assert.Inconclusive("There is no curl here.");
        Assert.AreEqual(0, shell.ExitCode, await output + await errors);
        Assert.AreEqual(2L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.AreEqual("Ada King", await t.Scalar<string>("select name from {schema}.crm_contact where id = '0199f7a0-0000-7000-8000-000000000001'"));
        StringAssert.Contains(await output, "crm_contact_create");
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            throw new AssertInconclusiveException("There is no bash here.");
        }
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
