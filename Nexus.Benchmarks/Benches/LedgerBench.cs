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
            await client.Fill(posted, size, ct);
            posted = size;
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

    /// <summary>Puts entries of two lines over the days of a year into the ledger with their totals, past the pipeline: they are only there to be read.</summary>
    public async Task Fill(int from, int to, CancellationToken ct)
    {
        var year = new DateOnly(TimeProvider.System.GetUtcNow().Year, 1, 1);
        await using var command = installation.Database.CreateCommand($"""
            set synchronous_commit = off;
            create temporary table filled as
                select uuidv7() as id, n, (date '{year:yyyy-MM-dd}' + (n * 7919 % 365)::int) as day, 1 + n % 100 as amount from generate_series({from + 1}::bigint, {to}) n order by 3;
            insert into "{tenant.Schema}".finance_entry (id, version, created_at, updated_at, number, sequence, journal_id, period_id, posted_on, text, book_total)
                select f.id, 1, now(), now(), 'GEN-FILLED-' || f.n, f.n, j.id, p.id, f.day, 'A sale', f.amount
                from filled f join "{tenant.Schema}".finance_period p on f.day between p.starts_on and p.ends_on cross join (select id from "{tenant.Schema}".finance_journal where code = 'general') j;
            insert into "{tenant.Schema}".finance_entry_line (id, version, created_at, updated_at, entry_id, position, account_id, journal_id, posted_on, debit, credit, currency, book_debit, book_credit)
                select uuidv7(), 1, now(), now(), f.id, s.position, a.id, j.id, f.day, s.debit * f.amount, s.credit * f.amount, 'EUR', s.debit * f.amount, s.credit * f.amount
                from filled f cross join (values (1, 1, 0, 'cash_clearing'), (2, 0, 1, 'revenue')) s(position, debit, credit, role) join "{tenant.Schema}".finance_account a on a.role = s.role
                cross join (select id from "{tenant.Schema}".finance_journal where code = 'general') j;
            delete from "{tenant.Schema}".finance_account_total;
            insert into "{tenant.Schema}".finance_account_total (id, version, created_at, updated_at, account_id, period_id, journal_id, currency, debit, credit, book_debit, book_credit, lines)
                select uuidv7(), 1, now(), now(), l.account_id, e.period_id, l.journal_id, l.currency, sum(l.debit), sum(l.credit), sum(l.book_debit), sum(l.book_credit), count(*)
                from "{tenant.Schema}".finance_entry_line l join "{tenant.Schema}".finance_entry e on e.id = l.entry_id group by l.account_id, e.period_id, l.journal_id, l.currency;
            drop table filled;
            set synchronous_commit = on;
            """);
        command.CommandTimeout = 1_200;
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task Analyze(CancellationToken ct)
    {
        // One by one: a vacuum can't be part of a transaction.
        foreach (var table in new[] { "finance_entry_line", "finance_entry", "finance_account_total" })
        {
            await using var command = installation.Database.CreateCommand($"vacuum analyze \"{tenant.Schema}\".{table}");
            command.CommandTimeout = 600;
            await command.ExecuteNonQueryAsync(ct);
        }
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
