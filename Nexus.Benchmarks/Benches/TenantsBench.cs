using Nexus.Benchmarks.Load;

namespace Nexus.Benchmarks.Benches;

/// <summary>The read benchmark spread over a thousand tenants at random, against the same on one of them.</summary>
internal sealed class TenantsBench : IBench
{
    private const int Connections = 16;
    private const int ContactsPerTenant = 200;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(15);

    public string Name => "tenants";

    public string What => "the list of 50 contacts, spread over 1,000 tenants / on one tenant";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var (installation, tenants, _) = await ThousandTenants.Get(say);
        foreach (var tenant in tenants)
            await installation.FillContacts(tenant.Tenant, ContactsPerTenant);
        var requests = tenants.Select(t => RawHttpClient.Get(ReadBench.Path, t.ApiKey)).ToArray();

        // In the state that it is in after a while: each connection has met its tenants.
        await SideBySide.Warm(Connections, WarmUp, new Side("many", installation.Address, (_, _) => requests[Random.Shared.Next(requests.Length)]), ct);

        var rates = await SideBySide.Measure(Connections, ct,
            new Side("many", installation.Address, (_, _) => requests[Random.Shared.Next(requests.Length)]),
            new Side("one", installation.Address, (_, _) => requests[0]));
        yield return BenchResult.AtLeast("tenants ratio", rates[0] / rates[1], "1,000 tenants / one", 0.8);
        yield return new BenchResult("tenants, 1,000", rates[0], "lists/s");
        yield return new BenchResult("tenants, one", rates[1], "lists/s");
    }
}
