using Nexus.Benchmarks.Load;

namespace Nexus.Benchmarks.Benches;

/// <summary>Creating a contact through the whole pipeline against a bare endpoint that inserts the same three rows in one transaction.</summary>
internal sealed class WriteBench : IBench
{
    private const int Connections = 16;

    public string Name => "write";

    public string What => "create contact through the pipeline / bare Kestrel inserting row, event and audit entry in one durable transaction";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var activated = await installation.Activate("Bench");
        var bare = await BareContacts.Start(installation, activated);

        var rates = await SideBySide.Measure(Connections, ct,
            new Side("nexus", installation.Address, (c, n) => RawHttpClient.Post("/api/v1/crm/contacts", activated.ApiKey, BareContacts.Body(c, n))),
            new Side("bare", bare, (c, n) => RawHttpClient.Post(BareContacts.Path, null, BareContacts.Body(c, n))));
        yield return BenchResult.AtLeast("write ratio", rates[0] / rates[1], "nexus / bare", 0.5);
        yield return new BenchResult("write, nexus", rates[0], "creates/s");
        yield return new BenchResult("write, bare", rates[1], "creates/s");
    }
}
