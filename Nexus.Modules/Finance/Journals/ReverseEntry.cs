using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Journals;

/// <summary>Takes a posted entry back by one that has its debits and credits exchanged, at the same rates. An entry that a document posted is taken back by the document.</summary>
/// <param name="EntryId">The entry.</param>
/// <param name="PostedOn">The day from which it is taken back; the entry's own day when not given, or today when its period is closed.</param>
/// <param name="Reason">Why.</param>
[Operation("finance.entry.reverse", Effect.Write)]
public sealed record ReverseEntry(Guid EntryId, DateOnly? PostedOn = null, [MaxLength(400)] string? Reason = null) : IWideOperation<ReverseEntry, EntryPosted>
{
    /// <summary>Sources whose entries are followed by a sub-ledger.</summary>
    private static readonly string[] Documents = ["finance.invoice", "finance.payment", "finance.allocation", "finance.fiscal_year"];

    public static async Task<Outcome<EntryPosted>> Run(ReverseEntry input, TenantDb db, Call call, CancellationToken ct)
    {
        var entry = await db.Find<Entry>(input.EntryId, ct) ?? throw Fault.NotFound("entry");
        if (entry.ReversesId is not null)
            return new Refusal("is_reversal", "The entry takes another one back. Post what was meant anew instead.");
        if (Documents.Contains(entry.Source))
            return new Refusal("made_by_document", $"The entry was posted by a document ({entry.Source}). Credit or reverse the document: then its open items stay right.");
        if (await db.Scalar<bool>($"select exists (select 1 from {db.Table<Entry>()} e where e.reverses_id = {entry.Id})", ct))
            return new Refusal("already_reversed", "The entry has been taken back already.");

        var posted = await Posting.Post(db, call, await Draft(db, call, entry, input.PostedOn, input.Reason, ct), ct);
        return Outcome.Of(posted.Event).AnswerWith(posted.Entry);
    }

    /// <summary>The entry with its sides exchanged.</summary>
    internal static async Task<EntryDraft> Draft(TenantDb db, Call call, Entry entry, DateOnly? on, string? reason, CancellationToken ct)
    {
        var lines = await db.Query<EntryLine>($"where t.entry_id = {entry.Id} order by t.position", ct);
        return new EntryDraft
        {
            JournalId = entry.JournalId,
            PostedOn = on ?? await DayFor(db, call, entry, ct),
            Text = $"Reversal of {entry.Number}" + (reason is null ? "" : $": {reason}"),
            Source = entry.Source,
            SourceId = entry.SourceId,
            ReversesId = entry.Id,
            ByDocument = true,
            Lines = [.. lines.Select(l => new DraftLine
            {
                AccountId = l.AccountId,
                Debit = l.Credit,
                Credit = l.Debit,
                Currency = l.Currency,
                Book = l.BookCredit - l.BookDebit,
                PartnerId = l.PartnerId,
                TaxCodeId = l.TaxCodeId,
                TaxBaseSide = l.TaxBase is { } taxed ? Math.Sign(taxed) * Math.Sign(l.BookDebit - l.BookCredit) : 0,
                Text = l.Text,
            })],
        };
    }

    private static async Task<DateOnly> DayFor(TenantDb db, Call call, Entry entry, CancellationToken ct) =>
        await db.Scalar<bool>($"select p.status = {Periods.PeriodStatus.Open} from {db.Table<Periods.Period>()} p where p.id = {entry.PeriodId}", ct)
            ? entry.PostedOn
            : DateOnly.FromDateTime(call.Now.UtcDateTime);
}
