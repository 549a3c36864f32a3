using System.Text.Json.Nodes;
using Nexus.Kernel.Declare;
using Nexus.Tests.Clients;
using Nexus.Tests.Installation;
using Nexus.Tests.Isolation;

namespace Nexus.Tests.Tools;

/// <summary>The tools as the official JavaScript client sees them (<c>Clients/mcp/tools.mjs</c>).</summary>
[TestClass]
public sealed class NodeClientTests
{
    [TestMethod]
    public async Task It_finds_a_tool_corrects_its_mistake_looks_first_and_creates_a_contact()
    {
        await using var t = await TestTenant.Create();
        var output = await NodeClient.Run("mcp", "tools.mjs", ("NEXUS", t.Api.Address.ToString()), ("KEY", t.Activated.ApiKey), ("LIMITED_KEY", await t.KeyWith(new Grant("crm.company.create"))));
        var seen = JsonNode.Parse(output)!;

        Assert.AreEqual("nexus", (string?)seen["server"]);
        Assert.Contains("nexus_find_tools", seen["overview"]!.AsArray().Select(n => (string)n!));
        Assert.AreEqual("crm_contact_create", (string?)seen["found"]![0]);
        Assert.AreEqual("name", (string?)seen["required"]![0]);
        Assert.IsTrue((bool)seen["wrong"]!["isError"]!);
        StringAssert.Contains((string?)seen["wrong"]!["text"], "name: Name must be given.");
        Assert.IsTrue((bool)seen["preview"]!["dryRun"]!);
        Assert.AreEqual("crm.contact.created", (string?)seen["preview"]!["events"]![0]);
        Assert.AreEqual("Ada Lovelace", (string?)seen["created"]!["name"]);
        Assert.AreEqual(1L, await t.Scalar<long>("select count(*) from {schema}.crm_contact"));
        Assert.Contains("crm_contact_create", seen["module"]!.AsArray().Select(n => (string)n!));
        Assert.AreEqual("""["crm_company_create"]""", seen["limited"]!.ToJsonString());
        StringAssert.Contains((string?)seen["refused"]!["text"], "permission_denied");
        Assert.AreNotEqual("let in", (string?)seen["stranger"]);
    }
}
