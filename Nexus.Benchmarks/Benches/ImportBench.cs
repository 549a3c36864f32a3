using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Nexus.Benchmarks.Benches;

/// <summary>A CSV file of contacts, each through the whole pipeline with its event and audit entry, in both modes.</summary>
internal sealed class ImportBench : IBench
{
    private const int Rows = 20_000;

    public string Name => "import";

    public string What => "a CSV file of 20,000 contacts, each with its event and audit entry";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var activated = await installation.Activate("Bench");
        using var client = new HttpClient { BaseAddress = installation.Address, Timeout = TimeSpan.FromMinutes(5) };
        client.DefaultRequestHeaders.Authorization = new("Bearer", activated.ApiKey);
        // Until the paths are compiled for good.
        await Import(client, "all_or_nothing", 2_000, ct);
        await Import(client, "skip_bad", 2_001, ct);
        yield return BenchResult.AtLeast("import, all or nothing", Rows / await Import(client, "all_or_nothing", Rows, ct), "rows/s", 2_000);
        yield return BenchResult.AtLeast("import, bad lines skipped", Rows / await Import(client, "skip_bad", Rows, ct), "rows/s", 2_000);
    }

    /// <summary>Seconds.</summary>
    private static async Task<double> Import(HttpClient client, string mode, int rows, CancellationToken ct)
    {
        var file = new StringBuilder("name,email,job_title\n");
        for (var n = 0; n < rows; n++)
            file.Append($"Contact {n},{mode}.{rows}.{n}@example.com,Engineer\n");
        var body = new StringContent(file.ToString());
        body.Headers.ContentType = new MediaTypeHeaderValue("text/csv");

        var started = Stopwatch.GetTimestamp();
        using var response = await client.PostAsync($"/api/v1/crm/contacts/import?mode={mode}", body, ct);
        var answer = await response.Content.ReadAsStringAsync(ct);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return response.IsSuccessStatusCode && (int)JsonNode.Parse(answer)!["created"]! == rows ? seconds : throw new InvalidOperationException($"The import answered {(int)response.StatusCode}: {answer}");
    }
}
