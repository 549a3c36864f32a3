using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Nexus.Kernel.Declare;
using Nexus.Kernel.Run;
using Nexus.Kernel.Tenancy;
using Nexus.Modules.Finance.Journals;

namespace Nexus.Modules.Finance.Accounts;

/// <summary>An account of the general ledger.</summary>
[Resource("finance.account", Setup = true)]
public sealed class Account : Resource, IBeforeCreate, IBeforeArchive
{
    /// <summary>Number in the chart of accounts, such as <c>1200</c>.</summary>
    [Required, MaxLength(20), RegularExpression("[0-9A-Za-z.-]+"), Unique, Searchable, Immutable]
    public string Number { get; set; } = "";

    /// <summary>What the account is called.</summary>
    [Required, MaxLength(200), Searchable]
    public string Name { get; set; } = "";

    /// <summary>Where it stands in the balance sheet or in the profit and loss statement.</summary>
    [Required, Immutable]
    public StatementSection Section { get; set; }

    /// <summary>Asset, liability, equity, income or expense; follows from the section.</summary>
    [ReadOnly(true), Indexed]
    public AccountKind Kind { get; set; }

    /// <summary>What it is for, so that postings can name the purpose; at most one account has a role.</summary>
    [Unique]
    public AccountRole? Role { get; set; }

    /// <summary>The only currency that it takes; any when empty.</summary>
    [Currency, Immutable]
    public string? Currency { get; set; }

    /// <summary>What belongs on it.</summary>
    [MaxLength(1000)]
    public string? Description { get; set; }

    /// <summary>True for an account that follows a sub-ledger: only documents post to it, never a person.</summary>
    internal bool IsControl => Role is AccountRole.Receivable or AccountRole.Payable;

    public Task BeforeCreate(TenantDb db, Call call, CancellationToken ct)
    {
        Kind = StatementSections.KindOf(Section);
        return Task.CompletedTask;
    }

    public async Task BeforeArchive(TenantDb db, Call call, CancellationToken ct)
    {
        if (Role is not null)
            throw Fault.Refused(new Refusal("account_has_role", "The account has a role, so that documents post to it. Give the role to another account first."));
        if (await db.Scalar<bool>($"select coalesce(sum(t.book_debit - t.book_credit), 0) <> 0 from {db.Table<AccountTotal>()} t where t.account_id = {Id}", ct))
            throw Fault.Refused(new Refusal("account_not_empty", "The account has a balance. Post it to another account first."));
    }
}
