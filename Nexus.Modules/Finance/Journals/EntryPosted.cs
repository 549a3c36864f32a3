using Nexus.Kernel.Declare;

namespace Nexus.Modules.Finance.Journals;

/// <summary>An entry was posted; it holds all that the entry holds.</summary>
[Event("finance.entry.posted")]
public sealed record EntryPosted(Guid EntryId, string Number, string Journal, Guid JournalId, DateOnly PostedOn, string Period, string? Text, decimal BookTotal,
    string? Source, Guid? SourceId, string? SourceKey, Guid? ReversesId, IReadOnlyList<PostedLine> Lines);

/// <summary>A line of a posted entry.</summary>
public sealed record PostedLine(Guid Id, Guid AccountId, string Account, decimal Debit, decimal Credit, string Currency, decimal BookDebit, decimal BookCredit, Guid? PartnerId, Guid? TaxCodeId, decimal? TaxBase, string? Text);

/// <summary>Several entries were posted together; each has its own event as well.</summary>
[Event("finance.entry.many_posted")]
public sealed record EntriesPosted(Guid FirstEntryId, IReadOnlyList<Guid> EntryIds, IReadOnlyList<string> Numbers);
