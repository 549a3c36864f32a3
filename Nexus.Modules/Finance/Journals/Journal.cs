using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Accounts;

namespace Nexus.Modules.Finance.Journals;

/// <summary>What is posted in a journal.</summary>
public enum JournalKind
{
    General,
    Sales,
    SalesCredit,
    Purchase,
    PurchaseCredit,
    Bank,
    Cash,
    Inventory,
    Payroll,
    Exchange,
    Opening,

    /// <summary>The entries that close a year; profit and loss leaves them out.</summary>
    Closing,
}

/// <summary>A journal: entries of one kind with numbers of their own, which have no gaps within a fiscal year.</summary>
[Resource("finance.journal", Setup = true)]
public sealed class Journal : Resource, IBeforeArchive, IGuarded
{
    /// <summary>What the journal is called.</summary>
    [Required, MaxLength(100)]
    public string Name { get; set; } = "";

    /// <summary>Short code that postings name it by, such as <c>general</c>.</summary>
    [Required, MaxLength(30), RegularExpression("[a-z][a-z0-9_]*"), Unique, Immutable]
    public string Code { get; set; } = "";

    /// <summary>What is posted in it.</summary>
    [Required, Immutable]
    public JournalKind Kind { get; set; }

    /// <summary>Begins the numbers of its entries: <c>INV</c> gives <c>INV-2026-000001</c>.</summary>
    [Required, MaxLength(10), RegularExpression("[A-Z][A-Z0-9]*"), Unique, Immutable]
    public string Prefix { get; set; } = "";

    /// <summary>The account of the bank or till that the journal is about.</summary>
    [References<Account>]
    public Guid? AccountId { get; set; }

    /// <summary>The currency of that account; any when empty.</summary>
    [Currency, Immutable]
    public string? Currency { get; set; }

    /// <summary>International Bank Account Number, for payments and for finding the journal of a bank statement.</summary>
    [MaxLength(34), RegularExpression("[A-Z]{2}[0-9]{2}[A-Z0-9]{10,30}"), Display(GroupName = "Bank"), Unique]
    public string? Iban { get; set; }

    /// <summary>Bank Identifier Code.</summary>
    [MaxLength(11), RegularExpression("[A-Z0-9]{8}([A-Z0-9]{3})?"), Display(GroupName = "Bank")]
    public string? Bic { get; set; }

    /// <summary>Name of the bank.</summary>
    [MaxLength(200), Display(GroupName = "Bank")]
    public string? BankName { get; set; }

    /// <summary>True for a journal through which money moves.</summary>
    internal bool IsMoney => Kind is JournalKind.Bank or JournalKind.Cash;

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (await db.Scalar<bool>($"select not exists (select 1 from {db.Table<Journal>()} j where j.kind = {Kind} and j.id <> {Id} and j.archived_at is null)", ct))
            throw Fault.Refused(new Refusal("last_journal", "It is the only journal of its kind, and documents need one. Create another one first."));
    }

    public async Task<Refusal?> Guard(TenantDb db, Call call, CancellationToken ct)
    {
        if (IsMoney && AccountId is null)
            return new Refusal("account_needed", "A journal of a bank or a till needs its account.", "account_id");
        if (AccountId is not null && await db.Get<Account>(AccountId, ct) is { IsControl: true })
            return new Refusal("control_account", "An account of receivables or payables can't be that of a journal.", "account_id");
        return null;
    }
}
