using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Modules.Finance.Accounts;
using Nexus.Modules.Finance.Journals;
using Nexus.Modules.Finance.Payments;

namespace Nexus.Modules.Finance.Banking;

/// <summary>A statement of a bank account, as it was read from a file.</summary>
[Resource("finance.bank_statement", Derived = Derived.None)]
public sealed class BankStatement : Resource
{
    /// <summary>The bank's number of the statement, or the days that it covers.</summary>
    [ReadOnly(true), Searchable]
    public string Name { get; set; } = "";

    /// <summary>The journal of the bank account.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>Day of the first line.</summary>
    [ReadOnly(true)]
    public DateOnly? From { get; set; }

    /// <summary>Day of the last line.</summary>
    [ReadOnly(true)]
    public DateOnly? To { get; set; }

    /// <summary>Balance before the first line, where the file tells it.</summary>
    [ReadOnly(true)]
    public Money? Opening { get; set; }

    /// <summary>Balance after the last line, where the file tells it.</summary>
    [ReadOnly(true)]
    public Money? Closing { get; set; }

    /// <summary>How many lines were taken.</summary>
    [ReadOnly(true)]
    public int Lines { get; set; }

    /// <summary>How many lines were there already, from an earlier file.</summary>
    [ReadOnly(true)]
    public int Known { get; set; }
}

/// <summary>What became of a bank line.</summary>
public enum BankLineStatus
{
    /// <summary>Nobody has said what it is.</summary>
    Open,

    /// <summary>A payment or an entry stands for it in the books.</summary>
    Matched,

    /// <summary>It is no concern of the books.</summary>
    Ignored,
}

/// <summary>A line of a bank statement.</summary>
[Resource("finance.bank_line", Title = nameof(Text), Derived = Derived.None, Told = Told.ByOperation)]
[Index(nameof(JournalId), nameof(BookedOn))]
public sealed class BankLine : Resource
{
    /// <summary>The statement.</summary>
    [ReadOnly(true), References<BankStatement>, Parent]
    public Guid StatementId { get; set; }

    /// <summary>The journal of the bank account.</summary>
    [ReadOnly(true), References<Journal>]
    public Guid JournalId { get; set; }

    /// <summary>Place on the statement, from 1.</summary>
    [ReadOnly(true)]
    public int Position { get; set; }

    /// <summary>What became of it.</summary>
    [ReadOnly(true), Indexed]
    public BankLineStatus Status { get; set; }

    /// <summary>The day on which the bank booked it.</summary>
    [ReadOnly(true)]
    public DateOnly BookedOn { get; set; }

    /// <summary>The day from which it bears interest.</summary>
    [ReadOnly(true)]
    public DateOnly? ValueOn { get; set; }

    /// <summary>How much; negative for what went out.</summary>
    [ReadOnly(true)]
    public Money Amount { get; set; }

    /// <summary>From whom or to whom.</summary>
    [ReadOnly(true), Searchable]
    public string? Counterparty { get; set; }

    /// <summary>Their account.</summary>
    [ReadOnly(true)]
    public string? CounterpartyIban { get; set; }

    /// <summary>The payer's reference (end to end).</summary>
    [ReadOnly(true), Searchable]
    public string? Reference { get; set; }

    /// <summary>What the payer wrote.</summary>
    [ReadOnly(true), Searchable]
    public string? Text { get; set; }

    /// <summary>The bank's reference.</summary>
    [ReadOnly(true)]
    public string? BankReference { get; set; }

    /// <summary>What makes it one line and no other: a second file with the same line doesn't bring it again.</summary>
    [ReadOnly(true), Unique]
    public string Fingerprint { get; set; } = "";

    /// <summary>The payment that stands for it.</summary>
    [ReadOnly(true), References<Payment>]
    public Guid? PaymentId { get; set; }

    /// <summary>The entry that stands for it.</summary>
    [ReadOnly(true), References<Entry>]
    public Guid? EntryId { get; set; }

    /// <summary>Why it was matched or ignored: which rule, which reasons.</summary>
    [ReadOnly(true), MaxLength(500)]
    public string? MatchedBecause { get; set; }
}

/// <summary>Which lines of a rule's kind: what came in, what went out, or both.</summary>
public enum BankRuleDirection
{
    Both,
    In,
    Out,
}

/// <summary>Posts bank lines that are always the same to their account by itself: fees, rent, subscriptions.</summary>
[Resource("finance.bank_rule", Setup = true)]
public sealed class BankRule : Resource, IGuarded
{
    /// <summary>What the rule is called.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>Order in which rules are tried; smaller comes first.</summary>
    public int Position { get; set; }

    /// <summary>What the line's text, reference or counterparty must hold; case doesn't count.</summary>
    [MaxLength(200)]
    public string? Contains { get; set; }

    /// <summary>The counterparty's account.</summary>
    [MaxLength(34)]
    public string? CounterpartyIban { get; set; }

    /// <summary>What came in, what went out, or both.</summary>
    public BankRuleDirection Direction { get; set; }

    /// <summary>Only lines of at least this amount, whichever way.</summary>
    [Range(0, 1_000_000_000_000d)]
    public decimal? AmountFrom { get; set; }

    /// <summary>Only lines of at most this amount, whichever way.</summary>
    [Range(0, 1_000_000_000_000d)]
    public decimal? AmountTo { get; set; }

    /// <summary>Where it is posted to.</summary>
    [Required, References<Account>]
    public Guid AccountId { get; set; }

    public override IEnumerable<FieldFault> Validate()
    {
        if (string.IsNullOrWhiteSpace(Contains) && string.IsNullOrWhiteSpace(CounterpartyIban))
            yield return new FieldFault("contains", "one_needed", "A rule needs a text or an account to go by.");
    }

    public async Task<Refusal?> Guard(Nexus.Kernel.Tenancy.TenantDb db, Nexus.Kernel.Run.Call call, CancellationToken ct) =>
        await db.Get<Account>(AccountId, ct) is { IsControl: true } ? new Refusal("control_account", "A rule can't post to receivables or payables: match the line with what it pays.", "account_id") : null;

    internal bool Covers(BankLine line) =>
        (string.IsNullOrWhiteSpace(Contains) || new[] { line.Text, line.Reference, line.Counterparty }.Any(t => t?.Contains(Contains.Trim(), StringComparison.OrdinalIgnoreCase) == true))
        && (string.IsNullOrWhiteSpace(CounterpartyIban) || string.Equals(CounterpartyIban.Replace(" ", ""), line.CounterpartyIban, StringComparison.OrdinalIgnoreCase))
        && Direction switch { BankRuleDirection.In => line.Amount.Amount > 0, BankRuleDirection.Out => line.Amount.Amount < 0, _ => true }
        && Math.Abs(line.Amount.Amount) >= (AmountFrom ?? 0) && Math.Abs(line.Amount.Amount) <= (AmountTo ?? decimal.MaxValue);
}
