using System.ComponentModel.DataAnnotations;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Journals;

/// <summary>A line of an entry to be posted: one account, by number or by role, and a debit or a credit.</summary>
/// <param name="Account">The account's number; or name its role.</param>
/// <param name="Role">What the account is for: revenue, inventory, cogs, cash_clearing …</param>
/// <param name="Debit">Debit in the currency of the line.</param>
/// <param name="Credit">Credit in the currency of the line.</param>
/// <param name="Currency">The line's currency; the entry's when empty. Debits and credits balance in each currency.</param>
/// <param name="PartnerId">The customer or supplier that it concerns.</param>
/// <param name="Text">What the line is about.</param>
public sealed record EntryLineInput(
    [MaxLength(20)] string? Account = null,
    AccountRole? Role = null,
    decimal Debit = 0,
    decimal Credit = 0,
    string? Currency = null,
    Guid? PartnerId = null,
    string? Text = null);

/// <summary>An entry to be posted, as the documents and operations of the module make it.</summary>
internal sealed record EntryDraft
{
    /// <summary>Lines of one entry.</summary>
    public const int LinesMax = 1_000;

    public const int TextLengthMax = 500;

    /// <summary>Code of the journal; or its id.</summary>
    public string? Journal { get; init; }

    public Guid? JournalId { get; init; }

    public required DateOnly PostedOn { get; init; }

    public required IReadOnlyList<DraftLine> Lines { get; init; }

    /// <summary>Currency of lines that name none; the book currency when empty.</summary>
    public string? Currency { get; init; }

    /// <summary>Instead of the rate that is kept for the day.</summary>
    public decimal? Rate { get; init; }

    public string? Text { get; init; }

    public string? Source { get; init; }

    public Guid? SourceId { get; init; }

    public string? SourceKey { get; init; }

    public Guid? ReversesId { get; init; }

    /// <summary>Made by a document, which keeps the sub-ledger in step: it may post to control accounts.</summary>
    public bool ByDocument { get; init; }

    /// <summary>Closes a year: goes into its last period though that is closed.</summary>
    public bool IntoClosed { get; init; }
}

/// <summary>A line of a draft.</summary>
internal sealed record DraftLine
{
    public string? Number { get; init; }

    public AccountRole? Role { get; init; }

    public Guid? AccountId { get; init; }

    public decimal Debit { get; init; }

    public decimal Credit { get; init; }

    public string? Currency { get; init; }

    /// <summary>Debit less credit in the book currency, where it isn't the amount at the day's rate; then every line of the draft says so.</summary>
    public decimal? Book { get; init; }

    public Guid? PartnerId { get; init; }

    public Guid? TaxCodeId { get; init; }

    /// <summary>The line is what a tax is on: 1 where a debit counts as the base (a purchase), -1 where a credit does (a sale), 0 where it is none.</summary>
    public int TaxBaseSide { get; init; }

    public string? Text { get; init; }

    public static DraftLine Of(EntryLineInput input) => new()
    {
        Number = input.Account,
        Role = input.Role,
        Debit = input.Debit,
        Credit = input.Credit,
        Currency = input.Currency,
        PartnerId = input.PartnerId,
        Text = input.Text,
    };

    /// <summary>A debit when positive, a credit when negative.</summary>
    public static DraftLine Signed(decimal amount) => amount >= 0 ? new() { Debit = amount } : new() { Credit = -amount };
}
