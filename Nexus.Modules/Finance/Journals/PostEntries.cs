using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;

namespace Nexus.Modules.Finance.Journals;

/// <summary>An entry among several that are posted together.</summary>
/// <param name="Lines">The lines: each with an account or a role, and a debit or a credit.</param>
/// <param name="PostedOn">The day it counts from.</param>
/// <param name="Text">What it is about.</param>
/// <param name="Currency">Currency of lines that name none.</param>
/// <param name="Rate">Instead of the rate that is kept for the day.</param>
/// <param name="Source">What it is posted for.</param>
/// <param name="SourceId">Id of the row that it is posted for.</param>
/// <param name="SourceKey">A key of your own.</param>
public sealed record EntryInput(EntryLineInput[] Lines, DateOnly? PostedOn = null, string? Text = null, string? Currency = null, decimal? Rate = null, string? Source = null, Guid? SourceId = null, string? SourceKey = null);

/// <summary>Posts several entries of one journal at once: all of them, or none when one can't be. Much faster than one by one.</summary>
/// <param name="Entries">The entries, at most 1,000.</param>
/// <param name="Journal">Code of the journal: general when not given.</param>
[Operation("finance.entry.post_many", Effect.Write, LargeEffect = true)]
public sealed record PostEntries(EntryInput[] Entries, [MaxLength(30)] string Journal = "general") : IWideOperation<PostEntries, EntriesPosted>
{
    /// <summary>Entries of one call.</summary>
    public const int EntriesMax = 1_000;

    public static async Task<Outcome<EntriesPosted>> Run(PostEntries input, TenantDb db, Call call, CancellationToken ct)
    {
        if (input.Entries.Length is 0 or > EntriesMax)
            throw Fault.Invalid([new FieldFault("entries", "wrong_number_of_entries", $"Post 1 to {EntriesMax} entries at once.")]);
        var faults = input.Entries.SelectMany(Faults).ToArray();
        if (faults.Length > 0)
            throw Fault.Invalid(faults);

        var posted = await Posting.Post(db, call, [.. input.Entries.Select(e => input.Draft(e, call))], ct);
        return Outcome.Of(new EntriesPosted(posted[0].Entry.Id, [.. posted.Select(p => p.Entry.Id)], [.. posted.Select(p => p.Entry.Number)]))
            .Also([.. posted.Select(p => (object)p.Event)]);
    }

    private static IEnumerable<FieldFault> Faults(EntryInput? entry, int index)
    {
        var at = $"entries[{index}]";
        if (entry?.Lines is null)
            yield return new FieldFault(at + ".lines", "required", "Lines must be given.");
        if (entry?.Rate is <= 0 or > (decimal)Currencies.ExchangeRate.RateMax)
            yield return new FieldFault(at + ".rate", "out_of_range", "Rate must be above zero.");
        if (entry?.Text?.Length > EntryDraft.TextLengthMax || entry?.SourceKey?.Length > 200 || entry?.Source?.Length > 100)
            yield return new FieldFault(at, "too_long", "A text is too long.");
    }

    private EntryDraft Draft(EntryInput entry, Call call) =>
        new PostEntry(entry.Lines, Journal, entry.PostedOn, entry.Text, entry.Currency?.ToUpperInvariant(), entry.Rate, entry.Source, entry.SourceId, entry.SourceKey).Draft(call);
}
