using System.Security.Cryptography;
using System.Text.Json;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Periods;

namespace Nexus.Modules.Finance.Journals;

/// <summary>The one way into the ledger: checks drafts, gives them their numbers, and adds entries, lines and totals to the operation's transaction.</summary>
internal static class Posting
{
    /// <summary>An entry as it was posted.</summary>
    public sealed record Posted(Entry Entry, IReadOnlyList<EntryLine> Lines, EntryPosted Event, Booking Booking);

    public static async Task<Posted> Post(TenantDb db, Call call, EntryDraft draft, CancellationToken ct) => (await Post(db, call, [draft], ct, _ => ""))[0];

    /// <param name="pathOf">What stands before the fields of a fault in the draft at this place.</param>
    /// <exception cref="Fault">A draft can't be posted: none is.</exception>
    public static async Task<IReadOnlyList<Posted>> Post(TenantDb db, Call call, IReadOnlyList<EntryDraft> drafts, CancellationToken ct, Func<int, string>? pathOf = null)
    {
        var book = await LedgerBook.Load(db, drafts, ct);
        if (drafts.Any(d => book.PeriodOf(d.PostedOn) is null))
            book = book with { Periods = [.. book.Periods, .. await NextYear.Open(db, call, drafts.Max(d => d.PostedOn), ct)] };
        var bookings = drafts.Select((d, i) => Booking.Of(d, book, pathOf?.Invoke(i) ?? $"entries[{i}].")).ToArray();
        var next = await Numbers(db, call, bookings, ct);
        var posted = bookings.Select(b => Enter(db, call, b, next)).ToArray();
        db.AlsoSave(Totals(db, call, posted));
        // The journal's counter is what postings take turns at.
        db.ReleaseLocksEarly();
        return posted;
    }

    private static Posted Enter(TenantDb db, Call call, Booking booking, Dictionary<Guid, long> next)
    {
        var (draft, journal, period) = (booking.Draft, booking.Journal, booking.Period);
        var sequence = next[RangeOf(booking)]++;
        var entry = db.Add(new Entry
        {
            Id = call.NewId(),
            Number = FormattableString.Invariant($"{journal.Prefix}-{period.Year}-{sequence:000000}"),
            Sequence = sequence,
            JournalId = journal.Id,
            PeriodId = period.Id,
            PostedOn = draft.PostedOn,
            Text = draft.Text,
            BookTotal = booking.BookTotal,
            Source = draft.Source,
            SourceId = draft.SourceId,
            SourceKey = draft.SourceKey,
            ReversesId = draft.ReversesId,
        });
        var lines = new EntryLine[booking.Lines.Count];
        for (var i = 0; i < lines.Length; i++)
            lines[i] = db.Add(LineOf(booking.Lines[i], entry, i + 1, call));
        return new Posted(entry, lines, EventOf(entry, booking, lines), booking);
    }

    private static EntryLine LineOf(Booking.Line line, Entry entry, int position, Call call) => new()
    {
        Id = call.NewId(),
        EntryId = entry.Id,
        Position = position,
        AccountId = line.Account.Id,
        JournalId = entry.JournalId,
        PostedOn = entry.PostedOn,
        Debit = line.Draft.Debit,
        Credit = line.Draft.Credit,
        Currency = line.Currency,
        BookDebit = line.BookDebit,
        BookCredit = line.BookCredit,
        PartnerId = line.Draft.PartnerId,
        TaxCodeId = line.Draft.TaxCodeId,
        TaxBase = line.Draft.TaxBaseSide == 0 ? null : line.Draft.TaxBaseSide * line.Book,
        Text = line.Draft.Text,
    };

    private static EntryPosted EventOf(Entry entry, Booking booking, EntryLine[] lines) =>
        new(entry.Id, entry.Number, booking.Journal.Code, entry.JournalId, entry.PostedOn, booking.Period.Name, entry.Text, entry.BookTotal, entry.Source, entry.SourceId, entry.SourceKey, entry.ReversesId,
            [.. lines.Select((l, i) => new PostedLine(l.Id, l.AccountId, booking.Lines[i].Account.Number, l.Debit, l.Credit, l.Currency, l.BookDebit, l.BookCredit, l.PartnerId, l.TaxCodeId, l.TaxBase, l.Text))]);

    /// <summary>
    /// The first number for each journal and year. The counter's row stays locked until the transaction ends: whoever comes next sees this one's
    /// numbers as given or, if it was undone or killed, as never given. Several counters are locked in one order.
    /// </summary>
    private static async Task<Dictionary<Guid, long>> Numbers(TenantDb db, Call call, IReadOnlyList<Booking> bookings, CancellationToken ct)
    {
        var wanted = bookings.GroupBy(RangeOf).OrderBy(g => g.Key).ToArray();
        var counts = wanted.Select(g => g.LongCount()).ToArray();
        var json = await db.Scalar<string>($"""
            with given as (
                insert into {db.Table<NumberRange>()} as r (id, version, created_at, updated_at, custom, journal_id, fiscal_year_id, last)
                select w.id, 1, {call.Now}, {call.Now}, jsonb_build_object(), w.journal_id, w.fiscal_year_id, w.wanted
                from unnest({wanted.Select(g => g.Key).ToArray()}, {wanted.Select(g => g.First().Journal.Id).ToArray()}, {wanted.Select(g => g.First().Period.YearId).ToArray()}, {counts}) as w(id, journal_id, fiscal_year_id, wanted)
                order by w.id
                on conflict (id) do update set last = r.last + excluded.last, version = r.version + 1, updated_at = excluded.updated_at
                returning r.id, r.last)
            select json_object_agg(id, last)::text from given
            """, ct);
        var last = JsonSerializer.Deserialize<Dictionary<Guid, long>>(json!)!;
        return wanted.Select((g, i) => (g.Key, First: last[g.Key] - counts[i] + 1)).ToDictionary(r => r.Key, r => r.First);
    }

    private static Guid RangeOf(Booking booking) => IdOf(booking.Journal.Id, booking.Period.YearId);

    /// <summary>Adds to the totals. They are the journal's own, and its counter is held: nobody else is at them.</summary>
    private static Sql Totals(TenantDb db, Call call, IReadOnlyList<Posted> posted)
    {
        var totals = posted.SelectMany(p => p.Lines.Select(l => (p.Entry, Line: l)))
            .GroupBy(l => (l.Line.AccountId, l.Entry.PeriodId, l.Entry.JournalId, l.Line.Currency))
            .Select(g => (Id: IdOf(g.Key.AccountId, g.Key.PeriodId, g.Key.JournalId, g.Key.Currency), g.Key, Lines: g.Select(l => l.Line).ToArray()))
            .OrderBy(t => t.Id).ToArray();
        return $"""
            insert into {db.Table<AccountTotal>()} as t (id, version, created_at, updated_at, custom, account_id, period_id, journal_id, currency, debit, credit, book_debit, book_credit, lines)
            select n.id, 1, {call.Now}, {call.Now}, jsonb_build_object(), n.account_id, n.period_id, n.journal_id, n.currency, n.debit, n.credit, n.book_debit, n.book_credit, n.lines
            from unnest({totals.Select(t => t.Id).ToArray()}, {totals.Select(t => t.Key.AccountId).ToArray()}, {totals.Select(t => t.Key.PeriodId).ToArray()}, {totals.Select(t => t.Key.JournalId).ToArray()},
                        {totals.Select(t => t.Key.Currency).ToArray()}, {totals.Select(t => t.Lines.Sum(l => l.Debit)).ToArray()}, {totals.Select(t => t.Lines.Sum(l => l.Credit)).ToArray()},
                        {totals.Select(t => t.Lines.Sum(l => l.BookDebit)).ToArray()}, {totals.Select(t => t.Lines.Sum(l => l.BookCredit)).ToArray()}, {totals.Select(t => t.Lines.LongLength).ToArray()})
                 as n(id, account_id, period_id, journal_id, currency, debit, credit, book_debit, book_credit, lines)
            order by n.id
            on conflict (id) do update set debit = t.debit + excluded.debit, credit = t.credit + excluded.credit, book_debit = t.book_debit + excluded.book_debit,
                book_credit = t.book_credit + excluded.book_credit, lines = t.lines + excluded.lines, version = t.version + 1, updated_at = excluded.updated_at
            """;
    }

    /// <summary>An id that follows from what the row is about, so that there is one row of it.</summary>
    private static Guid IdOf(params ReadOnlySpan<object> parts)
    {
        Span<byte> bytes = stackalloc byte[16 * 4];
        bytes.Clear();
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] is Guid id)
                id.TryWriteBytes(bytes[(16 * i)..]);
            else
                System.Text.Encoding.ASCII.GetBytes((string)parts[i], bytes[(16 * i)..]);
        }

        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(bytes, hash);
        return new Guid(hash[..16]);
    }
}
