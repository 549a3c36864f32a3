using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Journals;

/// <summary>
/// Posts a journal entry. Its debits and credits balance in each currency. Lines name an account by its number or, better, by its role
/// (revenue, inventory, cogs, cash_clearing …), so that the posting holds whatever chart the business has. What is posted is never changed:
/// finance.entry.reverse takes it back.
/// </summary>
/// <param name="Lines">The lines, 2 to 1,000: each with an account or a role, and a debit or a credit.</param>
/// <param name="Journal">Code of the journal: general when not given.</param>
/// <param name="PostedOn">The day it counts from; today when not given.</param>
/// <param name="Text">What it is about.</param>
/// <param name="Currency">Currency of lines that name none; the book currency when not given.</param>
/// <param name="Rate">What one unit of that currency is worth in the book currency; the rate that is kept for the day when not given.</param>
/// <param name="Source">What it is posted for: a resource's name, such as inventory.movement.</param>
/// <param name="SourceId">Id of the row that it is posted for.</param>
/// <param name="SourceKey">A key of your own; a second posting with the same key is refused with duplicate.</param>
[Operation("finance.entry.post", Effect.Write)]
public sealed record PostEntry(
    EntryLineInput[] Lines,
    [MaxLength(30)] string Journal = "general",
    DateOnly? PostedOn = null,
    [MaxLength(EntryDraft.TextLengthMax)] string? Text = null,
    [Currency] string? Currency = null,
    [Range(0.000_000_001, Currencies.ExchangeRate.RateMax)] decimal? Rate = null,
    [MaxLength(100)] string? Source = null,
    Guid? SourceId = null,
    [MaxLength(200)] string? SourceKey = null) : IWideOperation<PostEntry, EntryPosted>
{
    public static async Task<Outcome<EntryPosted>> Run(PostEntry input, TenantDb db, Call call, CancellationToken ct)
    {
        var posted = await Posting.Post(db, call, input.Draft(call), ct);
        return Outcome.Of(posted.Event).AnswerWith(posted.Entry);
    }

    internal EntryDraft Draft(Call call) => new()
    {
        Journal = Journal,
        PostedOn = PostedOn ?? DateOnly.FromDateTime(call.Now.UtcDateTime),
        // A list may hold null, whatever its type says.
        Lines = [.. Lines.Select(l => DraftLine.Of(l ?? new EntryLineInput()))],
        Text = Text,
        Currency = Currency,
        Rate = Rate,
        Source = Source,
        SourceId = SourceId,
        SourceKey = SourceKey,
    };
}
