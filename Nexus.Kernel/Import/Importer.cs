using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Events;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Npgsql;

namespace Nexus.Kernel.Import;

/// <summary>
/// Runs the create (or, where a row is found by the match field, the update) of each line through the pipeline, many lines in a round
/// trip. A batch that the database refuses is run again line by line, so that each bad line is named.
/// </summary>
public sealed class Importer(NexusModel model, OperationPipeline pipeline, TenantUnit units, EventSignal signal, NpgsqlDataSource source)
{
    /// <summary>Rows of one file.</summary>
    public const int RowsMax = 1_000_000;

    /// <summary>Rows that one transaction takes; more would hold back what the database tidies up.</summary>
    public const int AllOrNothingRowsMax = 100_000;

    private const int BatchRows = 250;

    /// <returns>The report; the earlier one, as JSON, when the call's <c>Idempotency-Key</c> was used already.</returns>
    /// <exception cref="Fault">Nothing was imported.</exception>
    public async Task<(ImportReport? Report, byte[]? Earlier)> Run(ImportRequest request, CsvFile file, CancellationToken ct)
    {
        using var table = CsvTable.Open(file, request.Delimiter);
        var (columns, names) = ImportColumns.Map(request, table.Header);
        var report = new ImportReport { DryRun = request.DryRun, Mode = request.Mode, Encoding = file.EncodingName, Delimiter = table.Delimiter is '\t' ? "tab" : table.Delimiter.ToString(), Columns = names };
        await using var db = units.Open(request.Tenant, request.Caller);
        var lines = new ImportLines(model, pipeline, request, columns, new CellText(request.DecimalComma ?? table.Delimiter is ';', request.MonthFirst ?? request.Tenant.Country is "US", request.Tenant.Currency));
        var once = request.DryRun ? null : request.Once;
        if (once is not null && await once.Claim(db, ct) is { } earlier)
            return (null, earlier.Body);

        // What happens once happens in one transaction, with the mark that it did.
        var atomic = request.Mode is ImportMode.AllOrNothing || once is not null;
        await using var late = atomic ? await TellLate(db, ct) : null;
        var oneByOne = typeof(IOneByOne).IsAssignableFrom(request.Resource.Clr);
        var events = 0;
        try
        {
            while (Take(table, report, atomic) is { Count: > 0 } rows)
            {
                foreach (var together in oneByOne ? rows.Select(r => new List<CsvRow> { r }) : [rows])
                    events += await Save(db, lines, together, table.Header.Count, report, ct);
                if (!atomic)
                    await End(db, request.DryRun, [], ct);
            }
        }
        finally
        {
            db.Unprepare();
        }

        if (report.Rows == 0)
            throw new Fault(422, "no_rows", "The file has no rows after its first line.");
        if (atomic)
            await End(db, request.DryRun || report.IsRefused, once is null ? [] : [once.Keep(new OperationAnswer(200, JsonSerializer.SerializeToUtf8Bytes(report, NexusJson.Options), null, null))], ct);
        if (late is not null)
            await late.Tell(ct);
        if (!request.DryRun)
            signal.Published(events);
        return (report, null);
    }

    private async Task<LateEvents> TellLate(TenantDb db, CancellationToken ct)
    {
        await db.Begin(ct);
        return await LateEvents.Begin(source, await db.Connect(ct), ct);
    }

    private static List<CsvRow> Take(CsvTable table, ImportReport report, bool atomic)
    {
        var rows = new List<CsvRow>(BatchRows);
        while (rows.Count < BatchRows && table.Next() is { } row)
            rows.Add(row);
        report.Rows += rows.Count;
        var max = atomic ? AllOrNothingRowsMax : RowsMax;
        return report.Rows <= max ? rows : throw new Fault(413, "too_many_rows", $"The file has more than {max} rows. {(atomic ? "Import it with mode=skip_bad and without an Idempotency-Key, or split it." : "Split it.")}");
    }

    private static async Task<int> Save(TenantDb db, ImportLines lines, List<CsvRow> rows, int width, ImportReport report, CancellationToken ct)
    {
        List<PreparedLine> prepared;
        try
        {
            // Before they are prepared: what that finds or makes in the database can be refused there as well.
            await db.Begin(ct);
            await db.Run([new("savepoint import")], ct);
            prepared = await lines.Prepare(db, rows, width, ct);
            // Nothing to save: nor is anything kept of what the bad ones began.
            if (prepared.TrueForAll(l => l.Bad is not null))
                await db.Run([new("rollback to savepoint import")], ct);
            else if (rows.Count == 1)
                await db.Run([.. prepared[0].Commands, new("release savepoint import")], ct);
            else
                await db.RunPrepared([.. MergedInserts.Of(prepared.SelectMany(l => l.Commands)), new("release savepoint import")], ct);
        }
        catch (PostgresException e) when (DatabaseFault.IsPassing(e))
        {
            throw new Fault(409, "busy", "Somebody else changed the same rows meanwhile. Import the file again.");
        }
        catch (PostgresException e) when (rows.Count > 1 && DatabaseFault.Of(e) is not null)
        {
            // One of them is bad: each by itself.
            await db.Run([new("rollback to savepoint import")], ct);
            var events = 0;
            foreach (var row in rows)
                events += await Save(db, lines, [row], width, report, ct);
            return events;
        }
        catch (PostgresException e) when (DatabaseFault.Of(e) is { } fault)
        {
            await db.Run([new("rollback to savepoint import")], ct);
            report.Add(lines.Bad(rows[0], fault));
            return 0;
        }

        foreach (var line in prepared)
        {
            if (line.Bad is not null)
                report.Add(line.Bad);
            else if (line.Created)
                report.Created++;
            else
                report.Updated++;
        }

        return prepared.Sum(l => l.Events);
    }

    private static async Task End(TenantDb db, bool undo, IReadOnlyCollection<NpgsqlBatchCommand> more, CancellationToken ct)
    {
        if (undo)
            await db.Rollback();
        else
            await db.RunAndCommit(more, ct);
    }
}
