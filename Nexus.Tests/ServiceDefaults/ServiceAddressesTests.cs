using Microsoft.Extensions.Configuration;
using Nexus.ServiceDefaults.Discovery;

namespace Nexus.Tests.ServiceDefaults;

[TestClass]
public sealed class ServiceAddressesTests
{
    private static readonly ServiceAddresses Addresses = new(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["services:api:http:0"] = "http://127.0.0.1:5001",
        ["services:api:admin:0"] = "http://127.0.0.1:5009",
        ["services:both:http:0"] = "http://127.0.0.1:5002",
        ["services:both:https:0"] = "https://127.0.0.1:5003",
        ["services:below:http:0"] = "http://127.0.0.1:5004/base/",
        ["services:bare:http:0"] = "127.0.0.1:5005",
    }).Build());

    [TestMethod]
    [DataRow("http://api/x?y=1", "http://127.0.0.1:5001/x?y=1")]
    [DataRow("http://API/x", "http://127.0.0.1:5001/x")]
    [DataRow("https+http://api/", "http://127.0.0.1:5001/")]
    [DataRow("https+http://both/", "https://127.0.0.1:5003/")]
    [DataRow("http+https://both/", "http://127.0.0.1:5002/")]
    [DataRow("http://_admin.api/x", "http://127.0.0.1:5009/x")]
    [DataRow("http://below/x", "http://127.0.0.1:5004/base/x")]
    [DataRow("http://bare/x", "http://127.0.0.1:5005/x")]
    [DataRow("https://api/x", "https://api/x")]
    [DataRow("http://example.com:8080/x", "http://example.com:8080/x")]
    [DataRow("https+http://example.com/x", "https://example.com/x")]
    public void A_name_becomes_its_address(string asked, string resolved) =>
        Assert.AreEqual(resolved, Addresses.Resolve(new Uri(asked)).AbsoluteUri);

    [TestMethod]
    public void Several_addresses_take_turns()
    {
        var two = new ServiceAddresses(new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:api:http:0"] = "http://127.0.0.1:1",
            ["services:api:http:1"] = "http://127.0.0.1:2",
        }).Build());
        var ports = Enumerable.Range(0, 4).Select(_ => two.Resolve(new Uri("http://api/")).Port).ToList();
        Assert.AreEqual(2, ports.Count(port => port == 1));
        Assert.AreEqual(2, ports.Count(port => port == 2));
    }
}
