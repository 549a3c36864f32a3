using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Nexus.Benchmarks.Load;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Benchmarks.Benches;

/// <summary>Posting through the pipeline against a bare Npgsql client that inserts the same rows durably, one by one and in batches; and the statements over a million postings.</summary>
internal sealed class LedgerBench : IBench
{
    private const int BatchSize = 100;

    private const int History = 1_000_000;

    private static readonly int[] Clients = [1, 8];

    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(2);

    private const int Rounds = 5;

    public string Name => "ledger";

    public string What => "balanced postings of two lines through the pipeline / bare Npgsql inserting entry, lines, event and audit entry; statements over 1,000,000 postings";

    public async IAsyncEnumerable<BenchResult> Run(Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        await using var installation = await BenchInstallation.Start(say);
        var activated = await installation.Activate("Bench");
        var bare = await BareLedger.Prepare(installation, activated);
        var pipeline = new LedgerClient(installation, activated.Tenant);

        foreach (var clients in Clients)
        {
            var single = await SideBySide.Rates(clients, Rounds, Turn, ct, (_, n) => pipeline.Post(n, ct), (_, _) => bare.Insert(1, ct));
            yield return BenchResult.AtLeast($"single postings, {clients} clients", single[0] / single[1], "nexus / bare", 0.5);
            yield return new BenchResult("… nexus", single[0], "postings/s");
            yield return new BenchResult("… bare", single[1], "postings/s");
        }

        foreach (var clients in Clients)
        {
            var batch = await SideBySide.Rates(clients, Rounds, Turn, ct, (_, n) => pipeline.PostMany(n, BatchSize, ct), (_, _) => bare.Insert(BatchSize, ct));
            yield return BenchResult.AtLeast($"batches of {BatchSize}, {clients} clients", batch[0] / batch[1], "nexus / bare", 0.4);
            yield return new BenchResult("… nexus", batch[0] * BatchSize, "postings/s");
            yield return new BenchResult("… bare", batch[1] * BatchSize, "postings/s");
        }

        await foreach (var result in Statements(installation, say, ct))
            yield return result;
    }

    /// <summary>Over a tenth of the history and over all of it, on a day within a month: what grows with history would show.</summary>
    private static async IAsyncEnumerable<BenchResult> Statements(BenchInstallation installation, Action<string> say, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        var activated = await installation.Activate("History");
        var client = new LedgerClient(installation, activated.Tenant);
        var medians = new Dictionary<string, List<double>>();
        var posted = 0;
        foreach (var size in new[] { History / 10, History })
        {
            var started = Stopwatch.GetTimestamp();
            posted = await client.Fill(posted, size, ct);
            say($"{size:N0} postings after {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
            await client.Analyze(ct);
            foreach (var report in new[] { "finance.trial_balance", "finance.balance_sheet", "finance.profit_and_loss" })
            {
                var times = new List<double>();
                for (var i = 0; i < 12; i++)
                    times.Add(await client.Report(report, ct));
                if (!medians.TryGetValue(report, out var list))
                    medians[report] = list = [];
                list.Add(times.Skip(2).Order().ElementAt(5));
            }
        }

        foreach (var (report, times) in medians)
        {
            yield return BenchResult.AtMost($"{report} over {History:N0} postings", times[1], "ms", 300);
            yield return BenchResult.AtMost($"… {History:N0} / {History / 10:N0} postings", times[1] / times[0], "times as long", 5);
        }
    }
}

/// <summary>Postings in the process, through the pipeline that every door leads to.</summary>
internal sealed class LedgerClient(BenchInstallation installation, Tenant tenant)
{
    private readonly OperationPipeline _pipeline = installation.Services.GetRequiredService<OperationPipeline>();
    private readonly NexusModel _model = installation.Services.GetRequiredService<NexusModel>();
    private readonly Caller _caller = Caller.System("bench");

    public Task Post(long n, CancellationToken ct) => Run(new PostEntry(Lines(n), PostedOn: Day(n), Text: "A sale"), ct);

    public Task PostMany(long n, int size, CancellationToken ct) =>
        Run(new PostEntries([.. Enumerable.Range(0, size).Select(i => new EntryInput(Lines(n + i), Day(n + i), "A sale"))]), ct);

    /// <summary>Postings over the months of a year, by batches of the most that one call takes.</summary>
    public async Task<int> Fill(int from, int to, CancellationToken ct)
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, (to - from) / PostEntries.EntriesMax), new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct },
            async (i, stop) => await PostMany(from + (long)i * PostEntries.EntriesMax, PostEntries.EntriesMax, stop));
        return to;
    }

    public async Task Analyze(CancellationToken ct)
    {
        await using var command = installation.Database.CreateCommand($"analyze \"{tenant.Schema}\".finance_entry_line; analyze \"{tenant.Schema}\".finance_entry; analyze \"{tenant.Schema}\".finance_account_total");
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Milliseconds.</summary>
    public async Task<double> Report(string name, CancellationToken ct)
    {
        var day = $"{TimeProvider.System.GetUtcNow().Year}-11-17";
        using var parameters = JsonDocument.Parse(name == "finance.balance_sheet" ? $$"""{"on":"{{day}}"}""" : $$"""{"to":"{{day}}"}""");
        var started = Stopwatch.GetTimestamp();
        await installation.Services.GetRequiredService<ReportRunner>().Run(_model.FindReport(name)!, tenant, _caller, parameters.RootElement, ReportRunner.RowsMax, ct);
        return Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    private static EntryLineInput[] Lines(long n) => [new(Role: Modules.Finance.Accounts.AccountRole.CashClearing, Debit: 1 + n % 100), new(Role: Modules.Finance.Accounts.AccountRole.Revenue, Credit: 1 + n % 100)];

    private static DateOnly Day(long n) => new DateOnly(TimeProvider.System.GetUtcNow().Year, 1, 1).AddDays((int)(n * 7919 % 365));

    private Task<OperationAnswer> Run(object record, CancellationToken ct) =>
        _pipeline.Run(new OperationCall { Operation = _model.OperationOf(record.GetType()), Tenant = tenant, Caller = _caller, Record = record }, ct);
}
