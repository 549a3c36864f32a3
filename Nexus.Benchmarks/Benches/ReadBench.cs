using Nexus.Kernel.Declare;
using Nexus.Benchmarks.Load;
using Npgsql;

namespace Nexus.Benchmarks.Benches;

/// <summary>A list of 50 contacts with a filter, authenticated, against a bare endpoint that runs the same SQL.</summary>
internal sealed class ReadBench : IBench
{
    private const int Connections = 16;
    private const int Contacts = 5_000;
    internal const string Path = "/api/v1/crm/contacts?name=like.Contact*&order=id&limit=50";

    public string Name => "read";

    public string What => "list of 50 filtered contacts, authenticated / bare Kestrel running the same SQL with Npgsql";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var activated = await installation.Activate("Bench");
        await installation.FillContacts(activated.Tenant, Contacts);
        var statement = Statement.Of(installation.Services.GetRequiredService<NexusModel>(), activated.Tenant, "crm.contact", Path);
        var bare = await installation.StartBare((app, database) => app.MapGet("/contacts", (HttpContext http) => Select(http, database, statement)));

        var rates = await SideBySide.Measure(Connections, ct,
            new Side("nexus", installation.Address, (_, _) => RawHttpClient.Get(Path, activated.ApiKey)),
            new Side("bare", bare, (_, _) => RawHttpClient.Get("/contacts", null)));
        yield return BenchResult.AtLeast("read ratio", rates[0] / rates[1], "nexus / bare", 0.6);
        yield return new BenchResult("read, nexus", rates[0], "lists/s");
        yield return new BenchResult("read, bare", rates[1], "lists/s");
    }

    private static async Task Select(HttpContext http, NpgsqlDataSource database, Statement statement)
    {
        await using var command = database.CreateCommand(statement.Text);
        foreach (var value in statement.Values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var text = reader.GetString(2);
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.WriteAsync(text);
    }
}
