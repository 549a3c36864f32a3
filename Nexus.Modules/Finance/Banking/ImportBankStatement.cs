using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Banking.Formats;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.Banking;

/// <summary>How a file is written.</summary>
public enum StatementFormat
{
    /// <summary>It shows.</summary>
    Auto,
    Camt053,
    Mt940,
    Ofx,
    Csv,
}

/// <summary>
/// Reads a bank statement (CAMT.053, MT940, OFX or CSV). Lines that came with an earlier file aren't taken twice. Where the file tells balances,
/// they must agree with its lines.
/// </summary>
/// <param name="Content">The file's text.</param>
/// <param name="Journal">Code of the bank account's journal; found by the account's IBAN when not given.</param>
/// <param name="Format">How the file is written; it shows when not given.</param>
/// <param name="DayFormat">Of CSV: how days are written where it isn't certain, such as MM/dd/yyyy.</param>
[Operation("finance.bank_statement.load", Effect.Write)]
public sealed record ImportBankStatement([Multiline, MaxLength(StatementText.LengthMax)] string Content, [MaxLength(30)] string? Journal = null, StatementFormat Format = StatementFormat.Auto, [MaxLength(20)] string? DayFormat = null)
    : IWideOperation<ImportBankStatement, BankStatementImported>
{
    public static async Task<Outcome<BankStatementImported>> Run(ImportBankStatement input, TenantDb db, Call call, CancellationToken ct)
    {
        var journals = await db.Query<Journal>($"where t.kind = {JournalKind.Bank} and t.archived_at is null order by t.created_at", ct);
        var named = input.Journal is null ? null : journals.FirstOrDefault(j => j.Code == input.Journal.ToLowerInvariant())
            ?? throw Fault.Invalid([new FieldFault("journal", "unknown_reference", "There is no bank account's journal with this code.")]);
        var parsed = Parse(input, named?.Currency ?? db.Tenant.Currency);
        if (parsed.Sum(p => p.Lines.Count) > StatementText.LinesMax)
            throw StatementText.Bad("too_many_lines", $"A file has at most {StatementText.LinesMax} lines.");

        var made = new List<BankStatement>();
        var lines = new List<BankLine>();
        foreach (var statement in parsed)
        {
            var journal = named ?? journals.FirstOrDefault(j => j.Iban is not null && j.Iban == StatementText.Iban(statement.Account))
                ?? throw new Fault(422, "unknown_account", $"No bank account's journal has the IBAN {statement.Account ?? "of the file"}. Enter it there, or name the journal.", [new FieldFault("journal", "unknown_account", "Name the journal.")]);
            Check(statement, journal);
            var taken = await New(statement, journal, lines, db, call, ct);
            var row = Row(statement, journal, taken, call);
            foreach (var line in taken)
                line.StatementId = row.Id;
            made.Add(row);
            lines.AddRange(taken);
        }

        if (lines.Count == 0)
            return new Refusal("nothing_new", "All lines of the file were taken earlier.");
        var kept = made.Where(m => m.Lines > 0).ToArray();
        return Outcome.Of(new BankStatementImported(kept[0].Id, kept[0].JournalId, [.. kept.Select(k => k.Id)], lines.Count, made.Sum(m => m.Known), [.. lines.Select(ImportedLine.Of)])).Add(kept).Add([.. lines]).AnswerWith(kept[0]);
    }

    private static IReadOnlyList<ParsedStatement> Parse(ImportBankStatement input, string currency)
    {
        var text = input.Content;
        var format = input.Format is not StatementFormat.Auto ? input.Format
            : text.Contains("<OFX>", StringComparison.OrdinalIgnoreCase) ? StatementFormat.Ofx
            : text.TrimStart('\ufeff', ' ', '\r', '\n', '\t').StartsWith('<') ? StatementFormat.Camt053
            : text.Contains(":60F:", StringComparison.Ordinal) || text.Contains(":61:", StringComparison.Ordinal) ? StatementFormat.Mt940
            : StatementFormat.Csv;
        return format switch
        {
            StatementFormat.Ofx => Ofx.Parse(text),
            StatementFormat.Camt053 => Camt053.Parse(text),
            StatementFormat.Mt940 => Mt940.Parse(text),
            _ => CsvStatement.Parse(text, currency, input.DayFormat),
        };
    }

    private static void Check(ParsedStatement statement, Journal journal)
    {
        if (journal.Currency is { } only && statement.Lines.FirstOrDefault(l => l.Currency != only) is { } other)
            throw StatementText.Bad("wrong_currency", $"The journal {journal.Code} takes {only} only, and a line is in {other.Currency}.");
        if (statement is { Opening: { } opening, Closing: { } closing } && opening + statement.Lines.Sum(l => l.Amount) != closing)
            throw StatementText.Bad("balances_disagree", FormattableString.Invariant($"{opening} and the lines come to {opening + statement.Lines.Sum(l => l.Amount)}, and the file says {closing}. It isn't whole."));
    }

    /// <summary>The lines that aren't there yet. Two lines alike on one day are two: each has its count in the fingerprint.</summary>
    private static async Task<List<BankLine>> New(ParsedStatement statement, Journal journal, List<BankLine> sofar, TenantDb db, Call call, CancellationToken ct)
    {
        var counts = new Dictionary<string, int>();
        var all = statement.Lines.Select((line, i) =>
        {
            var alike = string.Join('|', journal.Id, line.BookedOn.ToString("O", CultureInfo.InvariantCulture), line.Amount.ToString("0.####", CultureInfo.InvariantCulture), line.Currency, line.BankReference ?? $"{line.Counterparty}|{line.Reference}|{line.Text}");
            var count = counts[alike] = counts.GetValueOrDefault(alike) + 1;
            return new BankLine
            {
                Id = call.NewId(),
                JournalId = journal.Id,
                Position = i + 1,
                BookedOn = line.BookedOn,
                ValueOn = line.ValueOn,
                Amount = new Money(line.Amount, line.Currency),
                Counterparty = line.Counterparty,
                CounterpartyIban = line.CounterpartyIban,
                Reference = line.Reference,
                Text = line.Text,
                BankReference = line.BankReference,
                Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{alike}|{count}"))),
            };
        }).Where(l => l.Amount.Amount != 0).ToList();
        // One file at a time for an account: two that hold the same lines take turns.
        await db.Scalar<int>($"select 1 from (select pg_advisory_xact_lock(hashtextextended({journal.Id.ToString()}, 22))) taken", ct);
        var known = (await db.Column<string>($"select l.fingerprint from {db.Table<BankLine>()} l where l.fingerprint = any({all.Select(l => l.Fingerprint).ToArray()})", ct)).Concat(sofar.Select(l => l.Fingerprint)).ToHashSet();
        return [.. all.Where(l => !known.Contains(l.Fingerprint))];
    }

    private static BankStatement Row(ParsedStatement statement, Journal journal, List<BankLine> taken, Call call)
    {
        var currency = statement.Currency ?? journal.Currency ?? call.Tenant.Currency;
        var (from, to) = statement.Lines.Count == 0 ? ((DateOnly?)null, (DateOnly?)null) : (statement.Lines.Min(l => l.BookedOn), statement.Lines.Max(l => l.BookedOn));
        return new BankStatement
        {
            Id = call.NewId(),
            Name = statement.Number ?? FormattableString.Invariant($"{from:yyyy-MM-dd} to {to:yyyy-MM-dd}"),
            JournalId = journal.Id,
            From = from,
            To = to,
            Opening = statement.Opening is { } opening ? new Money(opening, currency) : null,
            Closing = statement.Closing is { } closing ? new Money(closing, currency) : null,
            Lines = taken.Count,
            Known = statement.Lines.Count - taken.Count,
        };
    }
}

/// <summary>A bank statement was read.</summary>
[Event("finance.bank_statement.imported")]
public sealed record BankStatementImported(Guid BankStatementId, Guid JournalId, IReadOnlyList<Guid> Statements, int Taken, int Known, IReadOnlyList<ImportedLine> Lines);

/// <summary>A bank line as its event holds it.</summary>
public sealed record ImportedLine(Guid Id, DateOnly BookedOn, Money Amount, string? Counterparty, string? CounterpartyIban, string? Reference, string? Text, string? BankReference)
{
    internal static ImportedLine Of(BankLine l) => new(l.Id, l.BookedOn, l.Amount, l.Counterparty, l.CounterpartyIban, l.Reference, l.Text, l.BankReference);
}
